// Votes at the real desk, in a real journal: one seat counts once however often and however fast it votes, votes for others
// and with weight, secret ones after a start anew, and evidence that was exchanged after the question was frozen.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder } from '../journal/testing.ts'
import { openStorage, type Storage } from '../journal/journal.ts'
import { ballotTree } from './ballot-tree.ts'
import { sitting, voterOf } from './testing-vote.ts'

const place = folder()
let storage: Storage
beforeAll(async () => {
  storage = await openStorage(place.where)
})
afterAll(async () => {
  await storage.close()
  await place.remove()
})

describe('a seat that votes', () => {
  it('a hundred times at once, with what was sent again after lost lines, is counted once; its receipt is what counts', async () => {
    const house = await sitting(storage.journal, 'once', { rules: { isBallotReplaceable: false } })
    await house.ask('v1')
    // 50 windows that each vote yes or no, and each of them sends it again.
    const sent = Array.from({ length: 100 }, (_, i) => {
      const window = Math.floor(i / 2)
      return house.vote('v1', 3, { choice: window % 2 === 0 ? 'yes' : 'no', intent: `window ${window}` })
    })
    const verdicts = await Promise.all(sent)
    const taken = verdicts.flatMap((verdict, i) =>
      verdict.ok ? [{ seq: verdict.seq, window: Math.floor(i / 2) }] : [],
    )
    expect(new Set(taken.map(({ seq }) => seq)).size).toBe(1)
    expect(new Set(taken.map(({ window }) => window)).size).toBe(1)
    for (const verdict of verdicts) if (!verdict.ok) expect(verdict.reason).toBe('seat 3 has voted in v1 already')
    const { ballots } = house.poll('v1')
    expect(ballots).toMatchObject([{ seat: '3', voter: voterOf(3).id, revision: 1 }])
    expect(ballots[0]?.choice).toBe((taken[0]?.window ?? 0) % 2 === 0 ? 'yes' : 'no')
    const [entry] = await storage.journal.call('read', {
      timeline: 'meeting/once',
      after: (taken[0]?.seq ?? 0) - 1,
      limit: 1,
    })
    expect(entry?.intent).toBe(`window ${taken[0]?.window}`)
    // Of another seat nobody votes, however they ask.
    expect(await house.vote('v1', 4, { by: voterOf(3) })).toMatchObject({ ok: false })
    await house.desk.close()
  })

  it('replaces its ballot where the rules allow: a hundred replacements at once are one, the last counts', async () => {
    const house = await sitting(storage.journal, 'again')
    await house.ask('v1')
    expect(await house.vote('v1', 1)).toMatchObject({ ok: true })
    const all = Array.from({ length: 100 }, (_, i) =>
      house.vote('v1', 1, { choice: i % 2 === 0 ? 'no' : 'abstain', revision: 2, intent: `again ${i}` }),
    )
    const verdicts = await Promise.all(all)
    expect(verdicts.filter(({ ok }) => ok).length).toBe(1)
    expect(house.poll('v1').ballots).toMatchObject([{ seat: '1', revision: 2 }])
    expect(await house.vote('v1', 1, { revision: 4 })).toMatchObject({ ok: false })
    expect(await house.vote('v1', 1, { revision: 3, choice: 'yes' })).toMatchObject({ ok: true })
    await house.does({ id: 'chair', role: 'participant', name: 'chair' }, { type: 'meeting.closePoll', poll: 'v1' })
    await expect
      .poll(() => house.poll('v1').life)
      .toMatchObject({ is: 'counted', result: { tally: { yes: 1, no: 0, abstain: 0 } } })
    await house.desk.close()
  })

  it('is proven after a start anew by the root that was told before', async () => {
    const house = await sitting(storage.journal, 'anew', { rules: { isBallotReplaceable: false } })
    await house.ask('v1')
    const tree = ballotTree(new Uint8Array(32))
    for (let seat = 7; seat >= 1; seat--) await house.vote('v1', seat, { choice: seat % 2 === 0 ? 'yes' : 'no' })
    await expect.poll(() => house.poll('v1').life.is).toBe('counted')
    const root = tree.rootOf(house.poll('v1'))
    await house.desk.close()
    const again = await sitting(storage.journal, 'anew')
    expect(tree.rootOf(again.poll('v1'))).toBe(root)
    expect(again.desk.stateHash()).toBe(house.desk.stateHash())
    const answer = tree.proofOf(again.desk.state, { poll: 'v1', seat: '2', asker: null })
    expect(answer).toMatchObject({ ok: true, proof: { root, index: 1, count: 7 } })
    await again.desk.close()
  })
})

describe('evidence', () => {
  it('that was exchanged after the question was frozen is another question: its ballots are refused', async () => {
    const house = await sitting(storage.journal, 'evidence')
    const [flood, other] = ['ab'.repeat(32), 'cd'.repeat(32)]
    await house.ask('v1', { evidence: [flood ?? ''] })
    const { questionHash } = house.poll('v1')
    await house.does({ id: 'chair', role: 'participant', name: 'chair' }, { type: 'meeting.closePoll', poll: 'v1' })
    await expect.poll(() => house.poll('v1').life.is).toBe('counted')
    await house.ask('v2', { evidence: [other ?? ''], question: house.poll('v1').question })
    expect(house.poll('v2').questionHash).not.toBe(questionHash)
    const ballot = {
      poll: 'v2',
      seat: '1',
      choice: 'yes',
      revision: 1,
      weight: 1,
      questionHash: questionHash ?? '',
    } as const
    expect(await house.desk.act(voterOf(1), { type: 'meeting.castBallot', ...ballot }, 'old')).toEqual({
      ok: false,
      reason: 'the ballot is for another question than that of v2',
    })
    const frozen = { type: 'meeting.freezeQuestion', poll: 'v2', questionHash: questionHash ?? '' } as const
    for (const actor of [
      voterOf(1),
      { id: 'chair', role: 'operator' as const },
      { id: 'server', role: 'operator' as const },
    ])
      expect(await house.desk.act(actor, frozen, 'exchange')).toMatchObject({ ok: false })
    expect(house.poll('v2').ballots).toEqual([])
    await house.desk.close()
  })
})
