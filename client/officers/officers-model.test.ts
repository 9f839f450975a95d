// The page of a board's officers without its page: what differs is what is signed, and by whom.
import { describe, expect, it } from 'vitest'
import type { RotationAsked } from '../../shared/records/rotation.ts'
import type { SigningDomain } from '../../shared/records/signing.ts'
import { type BoardTold, OfficersModel, type Proposal } from './officers-model.ts'

const at = (digit: string): string => `0x${digit.repeat(40)}`
const NOW: BoardTold['now'] = {
  epoch: 4,
  quorum: 2,
  officers: [
    { role: 'chair', address: at('a') },
    { role: 'secretary', address: at('b') },
  ],
}
const proposal = (more: Partial<Proposal>): Proposal => ({
  id: 'p1',
  seats: [{ who: at('c'), role: 'member' }],
  quorum: 2,
  deadlineS: 2000,
  signers: [at('a')],
  missing: { count: 1 },
  is: 'collecting',
  why: '',
  ...more,
})

function modelOf({ rotations = [] as readonly Proposal[], saysNo = false, refuses = '' } = {}) {
  const line = { isDead: false }
  const asked: [string, object | undefined][] = []
  const signed: [RotationAsked, string, SigningDomain][] = []
  const told = { body: 'council', address: at('f'), chainId: 7, now: NOW, rotations }
  const model = new OfficersModel(at('f'), {
    ask: (path, body) => {
      asked.push([path, body])
      if (line.isDead && !body) return Promise.reject(new Error('the line is dead'))
      return body && refuses !== '' ? Promise.reject(new Error(refuses)) : Promise.resolve(told)
    },
    sign: (...given) => {
      signed.push(given)
      return Promise.resolve(saysNo ? null : { address: given[1], signature: '0x12' })
    },
    own: (among) => Promise.resolve(among.slice(1)),
    nowMs: () => 1_000_000,
  })
  return { model, asked, signed, line }
}

describe('the page of a board’s officers', () => {
  it('begins with who is in office, and signs as the one whose key is here', async () => {
    const { model } = modelOf()
    await model.look()
    expect(model.signer.value).toBe(at('b'))
    expect([model.wanted.value, model.quorum.value]).toEqual([NOW.officers, 2])
    expect(model.fault.value).toEqual({ is: 'nothing' })
  })

  it('signs what differs, under the epoch of the officers of now, and sends it', async () => {
    const { model, asked, signed } = modelOf()
    await model.look()
    model.change(0, { role: 'member' })
    model.add('chair')
    expect(model.fault.value).toEqual({ is: 'noAddress', who: '' })
    model.change(2, { address: ` ${at('C')} ` })
    expect(model.fault.value).toBeNull()
    await model.propose()
    const seats = [
      { who: at('a'), role: 'member' },
      { who: at('c'), role: 'chair' },
    ]
    const wanted = { seats, quorum: 2, deadlineS: 1000 + 7 * 86_400 }
    expect(signed).toEqual([
      [wanted, at('b'), { name: 'CouncilBoard', version: '4', chainId: 7, verifyingContract: at('f') }],
    ])
    const path = `/chain/boards/${at('f')}/rotations`
    expect(asked[1]).toEqual([path, { ...wanted, signer: at('b'), signature: '0x12' }])
    expect(model.news.value).toBe('proposed')
  })

  it('says what is wrong before anybody signs, and sends nothing then', async () => {
    const { model, asked } = modelOf()
    await model.look()
    const faults: (string | undefined)[] = []
    const look = (): void => void faults.push(model.fault.value?.is)
    model.remove(0)
    look()
    model.begin()
    model.quorum.value = 3
    look()
    model.begin()
    model.add()
    model.change(2, { address: at('b') })
    look()
    model.change(2, { address: at('0') })
    look()
    model.change(2, { address: at('c') })
    model.days.value = 91
    look()
    expect(faults).toEqual(['noChair', 'quorum', 'twice', 'zeroAddress', 'days'])
    await model.propose()
    expect(asked).toHaveLength(1)
  })

  it('co-signs a proposal as it stands, and tells apart what is open and what is over', async () => {
    const { model, asked, signed } = modelOf({ rotations: [proposal({}), proposal({ id: 'p0', is: 'overtaken' })] })
    await model.look()
    expect([model.open.value, model.over.value].map((list) => list.map(({ id }) => id))).toEqual([['p1'], ['p0']])
    await model.sign(proposal({}))
    expect(signed[0]?.[0]).toEqual({ seats: [{ who: at('c'), role: 'member' }], quorum: 2, deadlineS: 2000 })
    expect(asked[1]?.[0]).toBe(`/chain/boards/${at('f')}/rotations/p1/sign`)
    expect(model.news.value).toBe('signed')
  })

  it('tells the refusal, and nothing where the person said no', async () => {
    const refused = modelOf({ rotations: [proposal({})], refuses: 'the time to sign this proposal is over' })
    await refused.model.look()
    await refused.model.sign(proposal({}))
    expect(refused.model.trouble.value).toBe('the time to sign this proposal is over')
    const { model, asked } = modelOf({ saysNo: true })
    await model.look()
    await model.sign(proposal({}))
    expect([model.trouble.value, model.news.value, asked.length]).toEqual(['', '', 1])
  })

  it('keeps the refusal in sight while it looks again, and tells of a dead line until it is back', async () => {
    const { model, line } = modelOf({ rotations: [proposal({})], refuses: 'the time to sign this proposal is over' })
    await model.look()
    await model.sign(proposal({}))
    await model.look()
    expect([model.trouble.value, model.unread.value]).toEqual(['the time to sign this proposal is over', ''])
    line.isDead = true
    await model.look()
    expect([model.trouble.value, model.unread.value]).toEqual([
      'the time to sign this proposal is over',
      'the line is dead',
    ])
    line.isDead = false
    await model.look()
    expect(model.unread.value).toBe('')
  })

  it('has signed once the server took it, also where the line dies before it is looked at again', async () => {
    const { model, line } = modelOf({ rotations: [proposal({})] })
    await model.look()
    line.isDead = true
    await model.sign(proposal({}))
    expect([model.news.value, model.trouble.value, model.unread.value]).toEqual(['signed', '', 'the line is dead'])
  })

  it('lets the address of a newcomer be written on where it becomes one that is in office', async () => {
    const { model } = modelOf()
    await model.look()
    model.add()
    expect([0, 1, 2].map((row) => model.mayWrite(row))).toEqual([false, false, true])
    model.change(2, { address: at('a') })
    expect([0, 1, 2].map((row) => model.mayWrite(row))).toEqual([false, false, true])
  })
})
