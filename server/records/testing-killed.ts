// A process made to be killed: draws up the record of a decided motion in the journal of a folder, has it signed and handed to
// the ledger, and ends itself without a word at the point it is told.
//   node testing-killed.ts DIR POINT KEYS    POINT: kept (nothing is journalled yet) or asked (it is not noted); KEYS: private keys of chair,secretary
import { walletBy } from '../identity/testing.ts'
import { fileLedger } from './testing-ledger.ts'
import { actorOf, type KeyPerson, recordHouse, sign } from './testing.ts'

const [dir = '', point = '', keys = ''] = process.argv.slice(2)
const end = (at: string): void => {
  if (at === point) process.kill(process.pid, 'SIGKILL')
}
const [chairKey = '', secretaryKey = ''] = keys.split(',')
const chair = await officer('Chingiz', chairKey)
const secretary = await officer('Sara', secretaryKey)

const ledger = fileLedger(dir, { onAsked: () => end('asked') })
const town = await recordHouse(dir, {
  ledger,
  kept: (bodies) => ({
    ...bodies,
    async keep(value) {
      const hash = await bodies.keep(value)
      end('kept')
      return hash
    },
  }),
})
const drawn = await town.desk.drawUp(actorOf(secretary), { meeting: 'm', motion: 'm1', language: 'en' })
if (!drawn.ok) throw new Error(drawn.reason)
await sign(town, chair, drawn.record, 'chair')
await sign(town, secretary, drawn.record, 'secretary')

async function officer(name: string, key: string): Promise<KeyPerson> {
  const wallet = await walletBy(key)
  return { id: wallet.address.toLowerCase(), name, wallet }
}
