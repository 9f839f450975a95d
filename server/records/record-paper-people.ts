// Of a record's paper: who was there, and what they voted as far as the method tells it.
import { groupsOf } from '../../shared/civic/tally.ts'
import { wordOf } from '../../shared/civic/value-words.ts'
import type { DecisionRecord } from '../../shared/records/format.ts'
import type { Block, Said } from './record-blocks.ts'

type Body = DecisionRecord['body']

export function peopleBlocks(said: Said): Block[] {
  const { file, say } = said
  const { ballots } = file.body.vote
  return [
    { is: 'heading', text: say(ballots.told === 'bySeat' ? 'attendance' : 'attendanceOnly') },
    ...(ballots.told === 'secret' || ballots.told === 'byProof'
      ? [{ is: 'note', text: say('secretKept') } as const]
      : []),
    rollTable(said),
    ...groupTable(said),
    ...recusedBlock(said),
  ]
}

function rollTable({ file, say, clock, language }: Said): Block {
  const { electorate, vote } = file.body
  const { ballots } = vote
  const names = namesOf(file.body)
  const stays = staysOf(file.body)
  const cast = ballots.told === 'bySeat' ? new Map(ballots.list.map((one) => [one.seat, one])) : null
  const isWeighted = electorate.roll.some(({ weight }) => weight !== 1)
  const isGrouped = electorate.roll.some(({ group }) => group !== '')
  const choiceOf = (seat: string): string => {
    const ballot = cast?.get(seat)
    if (!ballot) return '–'
    const choice = wordOf('choice', ballot.choice, language)
    return ballot.voter === undefined ? choice : say('castBy', { choice, by: names.get(ballot.voter) ?? ballot.voter })
  }
  const columns: readonly [head: string, of: (one: Body['electorate']['roll'][number]) => string, width: number][] = [
    [say('seat'), ({ seat }) => seat, 1],
    [say('name'), ({ name }) => name, 3],
    ...(isGrouped
      ? ([[say('group'), ({ group }) => group, 2]] as [string, (one: { group: string }) => string, number][])
      : []),
    [say('present'), (one) => presenceOf(one, { stays, names, say, clock }), 3],
    ...(isWeighted
      ? ([[say('weight'), ({ weight }) => `${weight}`, 1]] as [string, (one: { weight: number }) => string, number][])
      : []),
    ...(cast
      ? ([[say('choice'), ({ seat }) => choiceOf(seat), 2.5]] as [string, (one: { seat: string }) => string, number][])
      : []),
  ]
  const whole = columns.reduce((sum, [, , width]) => sum + width, 0)
  return {
    is: 'table',
    caption: '',
    heads: columns.map(([head]) => head),
    rows: electorate.roll.map((one) => columns.map(([, of]) => of(one))),
    widths: columns.map(([, , width]) => width / whole),
  }
}

type Stay = Body['electorate']['presence'][number]

/** Of holder and deputy; the latter by name. */
function presenceOf(
  { voter, deputy }: Body['electorate']['roll'][number],
  {
    stays,
    names,
    say,
    clock,
  }: { readonly stays: ReadonlyMap<string, readonly Stay[]>; readonly names: ReadonlyMap<string, string> } & Pick<
    Said,
    'say' | 'clock'
  >,
): string {
  const told = (who: string, isDeputy: boolean): string[] =>
    (stays.get(who) ?? []).map(
      (stay) =>
        `${clock(stay.in)} – ${stay.out === null ? say('still') : clock(stay.out)}${isDeputy ? ` (${names.get(who) ?? who})` : ''}`,
    )
  const all = [...told(voter, false), ...(deputy ? told(deputy.voter, true) : [])]
  return all.length === 0 ? '–' : all.join(', ')
}

function groupTable({ file, say }: Said): Block[] {
  const { vote, electorate } = file.body
  const groups = new Map(electorate.roll.map(({ seat, group }) => [seat, group]))
  const { ballots } = vote
  if (ballots.told === 'secret' || ballots.told === 'byProof') return []
  const of =
    ballots.told === 'byGroup'
      ? ballots.list
      : ballots.list.map(({ seat, choice, weight }) => ({ group: groups.get(seat) ?? '', choice, weight }))
  if (of.every(({ group }) => group === '')) return []
  return [
    {
      is: 'table',
      caption: say('byGroup'),
      heads: [say('group'), say('yes'), say('no'), say('abstain')],
      rows: groupsOf(of).map(({ group, yes, no, abstain }) => [group, `${yes}`, `${no}`, `${abstain}`]),
      numbers: [1, 2, 3],
      widths: [0.4, 0.2, 0.2, 0.2],
    },
  ]
}

function recusedBlock({ file, say }: Said): Block[] {
  const { recused } = file.body.electorate
  if (recused.length === 0) return []
  const rows = recused.map(({ seat, reason }) => ({ label: `${say('seat')} ${seat}`, value: reason }))
  return [
    { is: 'note', text: say('recused') },
    { is: 'fields', rows },
  ]
}

function namesOf({ electorate }: Body): ReadonlyMap<string, string> {
  const people = electorate.roll.flatMap(({ voter, name, deputy }) =>
    deputy ? [{ voter, name }, deputy] : [{ voter, name }],
  )
  return new Map(people.map(({ voter, name }) => [voter, name]))
}

function staysOf({ electorate }: Body): ReadonlyMap<string, readonly Stay[]> {
  const stays = new Map<string, Stay[]>()
  for (const one of electorate.presence) stays.set(one.voter, [...(stays.get(one.voter) ?? []), one])
  return stays
}
