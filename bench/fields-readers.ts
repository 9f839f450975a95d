// Opens as many sockets as it is told and reads them; ends with its parent.
import { connect } from 'node:net'

export type Readers = { readonly port: number; readonly count: number }

const { port, count } = JSON.parse(process.argv[2] ?? '{}') as Readers
for (let i = 0; i < count; i++) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  socket.resume()
}
process.on('disconnect', () => process.exit())
