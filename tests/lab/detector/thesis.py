# SPDX-License-Identifier: Apache-2.0
"""What the thesis measured at five providers in Hong Kong: its section 6, in kbit/s.

By port, direction and protocol, as its tables "Completed BitTorrent and TCP transfers" have them.
HGC's uploads are one short of its downloads there; where a page prints a number twice and the two
differ, the table's is taken. A port without an entry could not be reached at all.
"""
from verdict import BITTORRENT, DOWN, PLAIN, UP, Ending, Transfer

HGC = (6882, 10010, {
    6882: {DOWN: {PLAIN: (3570, 2035), BITTORRENT: (2773, 2582)},
           UP: {PLAIN: (5342, 5233, 5236), BITTORRENT: (5203, 5305, 5310)}},
    10010: {UP: {PLAIN: (5455, 5246, 5418), BITTORRENT: (5136, 5346, 5350)}},
})
I_CABLE = (6881, 10009, {
    6881: {DOWN: {PLAIN: (237, 336, 357), BITTORRENT: (404, 351, 309)},
           UP: {PLAIN: (295, 277, 202), BITTORRENT: (186, 165, 262)}},
    10009: {DOWN: {PLAIN: (335, 315, 350), BITTORRENT: (317, 330, 365)},
            UP: {PLAIN: (1144, 1147, 1147), BITTORRENT: (178, 204, 231)}},
})
SMARTONE = (6882, 10010, {
    6882: {DOWN: {PLAIN: (1206, 1157, 1112), BITTORRENT: (1363, 1080, 1167)},
           UP: {PLAIN: (74, 80, 92), BITTORRENT: (86, 92, 92)}},
    10010: {DOWN: {PLAIN: (1054, 1048, 1190), BITTORRENT: (948, 1158, 1153)},
            UP: {PLAIN: (75, 81, 90), BITTORRENT: (90, 89, 80)}},
})
HK_BROADBAND = (6881, 10009, {
    10009: {DOWN: {PLAIN: (629, 590, 472), BITTORRENT: (637, 623, 623)},
            UP: {PLAIN: (1082, 1049, 1078), BITTORRENT: (941, 1076, 1073)}},
})
PCCW = (6881, 10009, {
    6881: {DOWN: {PLAIN: (38, 45, 45), BITTORRENT: (18, 27, 52)},
           UP: {PLAIN: (100, 161, 179), BITTORRENT: (195, 145, 191)}},
    10009: {DOWN: {PLAIN: (435, 419, 432), BITTORRENT: (65, 58, 81)},
            UP: {PLAIN: (386, 392, 253), BITTORRENT: (175, 164, 172)}},
})


def transfers(provider):
    """Those of a provider above; of a port that could not be reached, three failed ones a kind."""
    known, neutral, tables = provider
    for port in (known, neutral):
        for direction in (UP, DOWN):
            for protocol in (BITTORRENT, PLAIN):
                if port not in tables:
                    yield from [Transfer(protocol, direction, port, Ending.NO_CONNECTION)] * 3
                    continue
                for kbps in tables[port].get(direction, {}).get(protocol, ()):
                    yield Transfer(protocol, direction, port, Ending.COMPLETE, kbps)
