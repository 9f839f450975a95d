// Who is told, before any vote, that their contract wallet cannot sign here.
import { describe, expect, it } from 'vitest'
import type { Account } from '../wallet/shapes.ts'
import { keylessIn } from './keyless.ts'
import type { Sight } from './sight.ts'

const CONTRACT = `0x${'c'.repeat(40)}`
const account = (more: Partial<Account>): Account => ({
  kind: 'wallet',
  key: CONTRACT,
  made: null,
  isBackedUp: null,
  isContract: true,
  madeMs: 0,
  isThis: true,
  ...more,
})
const as = (roles: Sight['own']['roles'], address: string | null): Pick<Sight, 'own' | 'life'> => ({
  own: {
    id: CONTRACT,
    name: 'Aigul',
    roles,
    isHere: true,
    seats: address === null ? [] : [{ seat: '1', weight: 1, address }],
    receipts: [],
  },
  life: { is: 'draft' },
})

describe('a contract wallet in a meeting', () => {
  it('is told of where it would have to sign a ballot or a record, and no key is beside it', () => {
    const member = as(['visitor', 'participant', 'member'], CONTRACT)
    const passkey = account({ kind: 'passkey', key: 'p', isContract: false })
    expect(keylessIn(member, [account({}), passkey])).toBe(CONTRACT)
    expect(keylessIn(as(['participant', 'chair'], null), [account({})])).toBe(CONTRACT)
    // Nobody must sign, or a key is there, or the address is that key.
    expect(keylessIn(as(['participant', 'member'], null), [account({})])).toBeNull()
    expect(keylessIn(member, [account({}), account({ key: `0x${'1'.repeat(40)}`, isContract: false })])).toBeNull()
    expect(keylessIn(as(['member'], `0x${'1'.repeat(40)}`), [account({})])).toBeNull()
    expect(keylessIn(member, [])).toBeNull()
    expect(keylessIn({ ...member, life: { is: 'published', atMs: 1 } }, [account({})])).toBeNull()
  })
})
