// Opens as many sockets as it is told and reads them; ends with its parent.
import { connect } from 'node:net'

const [port, count] = process.argv.slice(2).map(Number)
for (let i = 0; i < (count ?? 0); i++) {
  const socket = connect({ port: port ?? 0, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  socket.resume()
}
process.on('disconnect', () => process.exit())
