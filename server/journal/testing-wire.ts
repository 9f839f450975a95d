// For tests: a wire of our own between a client and a server on loopback, to be held still or cut when a test wants it.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Wire = {
  readonly port: number
  /** Bytes wait, in both directions; nobody is told. */
  hold(): void
  letGo(): void
  /** Every connection ends; new ones are taken again. */
  cut(): void
  close(): Promise<void>
}

export async function wireTo(port: number): Promise<Wire> {
  const ends = new Set<Socket>()
  let isHeld = false
  const join = (from: Socket, to: Socket): void => {
    ends.add(from)
    from.pipe(to)
    if (isHeld) from.pause()
    from.on('error', () => {})
    from.on('close', () => {
      ends.delete(from)
      to.destroy()
    })
  }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    join(near, far)
    join(far, near)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const cut = (): void => ends.forEach((one) => one.destroy())
  return {
    port: (server.address() as AddressInfo).port,
    hold() {
      isHeld = true
      for (const one of ends) one.pause()
    },
    letGo() {
      isHeld = false
      for (const one of ends) one.resume()
    },
    cut,
    async close() {
      cut()
      await new Promise((done) => server.close(done))
    },
  }
}
