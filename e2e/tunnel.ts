// A way to the town that can go dead as a tunnel does: what was open stays open and carries nothing, on both sides.
import { connect, createServer, type Socket } from 'node:net'

export type Tunnel = {
  readonly origin: string
  /** Lines open now carry nothing any more, and nobody is told; new ones work unless `isClosed`. */
  freeze(): void
  /** Refuses new lines and breaks those that are open. */
  close(): void
  open(): void
  end(): Promise<void>
}

export async function tunnelTo(port: number): Promise<Tunnel> {
  const lines = new Set<Socket>()
  let isOpen = true
  const server = createServer((near) => {
    if (!isOpen) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      lines.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => lines.delete(socket))
    }
    near.pipe(far)
    far.pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('tunnel: no port')
  const breakAll = (): void => {
    for (const socket of lines) socket.destroy()
  }
  return {
    origin: `http://127.0.0.1:${address.port}`,
    freeze: () => {
      for (const socket of lines) {
        socket.unpipe()
        socket.removeAllListeners('close')
        socket.pause()
      }
    },
    close: () => {
      isOpen = false
      breakAll()
    },
    open: () => {
      isOpen = true
    },
    end: async () => {
      breakAll()
      await new Promise((done) => server.close(done))
    },
  }
}
