// For tests only: the toy town in a process of its own, whose memory is nobody else's. Prints its port.
import { testTown } from './testing.ts'

const town = await testTown()
process.stdout.write(`${town.port}\n`)
process.once('SIGTERM', () => void town.close().then(() => process.exit(0)))
