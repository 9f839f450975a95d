import { expect, it, vi } from 'vitest'
import { pastOf, presentAt } from '../../shared/civic/past.ts'
import { isHeld } from '../../shared/civic/state.ts'
import { all, asked, chair, close, debated, dealing } from '../../shared/civic/testing.ts'
import type { BoardItem } from '../panels/board-items.ts'
import { PanelModel } from '../panels/model.ts'
import { sittingMesh } from '../scene/mesh/sitting.ts'
import { meetingItems } from './headset-items.ts'
import { pastItems } from './past-items.ts'
import { pastSpots } from './past-spots.ts'
import { layOut } from './place.ts'

function heldOnce() {
  const house = dealing()
  debated(house)
  asked(house, 'v1', { subject: { kind: 'motion', motion: 'm1' } })
  all(house, 'v1', 'yyynnaa')
  close(house)
  house.does(chair, { type: 'meeting.finishItem' })
  const state = house.get()
  if (!isHeld(state)) throw new Error('not held')
  return pastOf(state)
}

it('tells the course of a past meeting and who was there at each step', () => {
  const past = heldOnce()
  expect(past.steps.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['convened', 'opened', 'pollOpened', 'pollCounted']),
  )
  const opened = past.steps.find(({ key }) => key === 'opened')
  const here = presentAt(past, opened?.atMs ?? 0)
  expect(here.filter(({ office }) => office === 'chair').length).toBeGreaterThan(0)
  expect(here.flatMap(({ seat }) => seat ?? []).toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  expect(presentAt(past, 0)).toEqual([])
})

it('is read step by step and item by item, by rows and buttons that a headset has as well', () => {
  const model = new PanelModel({} as never)
  const { past } = model.meeting
  past.shown.value = heldOnce()
  past.to(0)
  const items = (): readonly BoardItem[] => pastItems(model) ?? []
  const texts = (): string[] => items().flatMap((one) => (one.kind === 'text' ? [one.label] : []))
  const press = (label: string): void => {
    for (const one of items()) {
      if (one.kind === 'button' && one.label === label) return one.press()
      const deed = one.kind === 'row' ? one.deeds.find((of) => of.label === label) : undefined
      if (deed) return deed.press()
    }
    throw new Error(`there is no ${label}`)
  }
  expect(texts().join('\n')).toContain('Step 1 of')
  press('Next step')
  expect(texts().join('\n')).toContain('Step 2 of')
  // What is read is told to who does not see it.
  expect(model.meeting.polite.value).toBe(past.sentence())
  const [item] = past.shown.value?.items ?? []
  press(`Go there: ${item?.title}`)
  expect(past.step.value?.item).toBe(item?.id)
  past.to(1e9)
  expect(past.at.value).toBe((past.shown.value?.steps.length ?? 0) - 1)
  press('Leave the past meeting')
  expect(pastItems(model)).toBeNull()
})

it('is entered from the list of a headset, in which what is over begins no more and has nobody in it', () => {
  const model = new PanelModel({} as never)
  const one = {
    title: 'Plenary 12',
    body: 'Council',
    room: '',
    startsAtMs: 1_780_000_000_000,
    place: null,
    openPoll: '',
  }
  model.meeting.list.value = [
    { ...one, meeting: 'over', state: 'closed', present: 0, seats: 7 },
    { ...one, meeting: 'ahead', state: 'convened', present: 2, seats: 7 },
  ]
  const entered = vi.spyOn(model.meeting.past, 'enter').mockResolvedValue()
  const rows = meetingItems(model).flatMap((item) => (item.kind === 'row' ? [item] : []))
  expect(rows.map(({ detail }) => /begins|2 of 7/.test(detail))).toEqual([false, true])
  expect(rows.map(({ deeds }) => deeds.map(({ label }) => label))).toEqual([
    ['Enter it as it was: Plenary 12', 'Look in: Plenary 12'],
    ['Look in: Plenary 12'],
  ])
  rows[0]?.deeds[0]?.press()
  expect(entered).toHaveBeenCalledWith('over')
  expect(model.meeting.watched.value).toBe('over')
})

it('says why a meeting cannot be entered, and leaves it when another is watched', async () => {
  const model = new PanelModel({} as never)
  const answer = vi.spyOn(globalThis, 'fetch')
  answer.mockResolvedValueOnce(Response.json({ code: 409, error: 'meeting x is not over yet' }, { status: 409 }))
  await model.meeting.past.enter('x')
  expect(model.meeting.past.why.value).toBe('meeting x is not over yet')
  answer.mockResolvedValueOnce(Response.json(heldOnce()))
  await model.meeting.past.enter('plenary-12')
  expect(model.meeting.past.step.value?.key).toBe('opened')
  answer.mockRestore()
  model.meeting.watch('another')
  expect(model.meeting.past.shown.value).toBeNull()
})

it('seats whoever was there, each once, as still figures in one mesh', () => {
  const past = heldOnce()
  const layout = layOut({ eastM: 100, northM: 50, upM: 0, headingRad: 1 }, 7, {
    floorAt: () => 2,
    isBuilt: () => false,
  })
  const present = presentAt(past, past.steps.find(({ key }) => key === 'opened')?.atMs ?? 0)
  const spots = pastSpots(present, layout, ['1', '2', '3', '4', '5', '6', '7'])
  expect(spots.length).toBe(present.length)
  expect(new Set(spots).size).toBe(spots.length)
  expect(spots).toContain(layout.chair)
  for (const seat of layout.seats) expect(spots).toContain(seat)
  const { positions, normals, indices } = sittingMesh(spots, layout.floorM)
  expect(positions.length).toBe(normals.length)
  expect(Math.max(...indices)).toBe(positions.length / 3 - 1)
  const ups = positions.filter((_, i) => i % 3 === 1)
  expect(Math.min(...ups)).toBeGreaterThan(layout.floorM + 0.4)
  expect(Math.max(...ups)).toBeLessThan(layout.floorM + 1.5)
  expect(indices.length / 3 / spots.length).toBeLessThan(160)
})
