// SPDX-License-Identifier: Apache-2.0
// A WebTorrent peer of one torrent, as a JSON file says, until killed.
import fs from 'node:fs'
import path from 'node:path'

const plan = JSON.parse(fs.readFileSync(process.argv[2]))
const { default: WebTorrent } = await import(path.join(plan.modules, 'webtorrent/index.js'))

const client = new WebTorrent({
  torrentPort: plan.port, dht: false, lsd: false, natUpnp: false, natPmp: false,
  utp: plan.utp, secure: plan.secure, uploadLimit: plan.upload,
  tracker: { rtcConfig: { iceServers: [] } }
})
client.on('error', error => console.log(`error: ${error.message}`))
const torrent = client.add(plan.torrent, { path: plan.path })
torrent.on('ready', () => console.log('ready'))
torrent.on('wire', wire => console.log(`wire: ${wire.type} ${wire.remoteAddress}`))
torrent.on('warning', warning => console.log(`warning: ${warning.message ?? warning}`))
torrent.on('done', () => console.log('done'))
