// Whether somebody must sign in a meeting and cannot: known there by a wallet that is a contract, with no key linked beside it.
import type { Account } from '../wallet/shapes.ts'
import type { Sight } from './sight.ts'

/** The address of theirs that cannot sign; null where nothing is amiss. With a key linked the server knows them by that. */
export function keylessIn({ own, life }: Pick<Sight, 'own' | 'life'>, accounts: readonly Account[]): string | null {
  const hasKey = accounts.some(({ kind, isContract }) => kind === 'wallet' && !isContract)
  if (hasKey || life.is === 'published') return null
  const isOfficer = own.roles.includes('chair') || own.roles.includes('secretary')
  const asked = [...own.seats.map(({ address }) => address), ...(isOfficer ? [own.id] : [])]
  const contracts = accounts.filter(({ isContract }) => isContract).map(({ key }) => key)
  return asked.find((address) => address !== null && contracts.includes(address)) ?? null
}
