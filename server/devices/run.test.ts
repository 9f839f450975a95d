import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestTown, testTown } from '../rooms/testing.ts'
import type { Answer, Task } from './device.ts'
import type { Fleet } from './fleet.ts'
import { type Running, runDevices } from './run.ts'

let town: TestTown
beforeAll(async () => (town = await testTown({ gateways: { simulated: 'passing' } }, { MQTT_PORT: '0' })))
afterAll(() => town.close())

/** One gauge, and a sluice that does as it is told at once. */
function small() {
  const tasks: Task[] = []
  const answers: { deviceId: string; answer: Answer }[] = []
  const quantities = [{ key: 'levelM' }]
  const fleet: Fleet = {
    abouts: () => [{ deviceId: 'gauge-1', about: { name: 'Gauge', truth: 'synthetic', quantities } }],
    readings: (atMs) => [{ deviceId: 'gauge-1', readings: [{ key: 'levelM', value: 1.5, atMs }] }],
    told(deviceId, task) {
      tasks.push(task)
      answers.push({ deviceId, answer: { taskId: task.taskId, state: 'done' } })
    },
    answers: () => answers.splice(0),
  }
  return { fleet, tasks }
}
const url = (): string => town.devices?.ingest.line?.url ?? ''
const said: string[] = []
const run = (fleet: Fleet, secret = 'passing', name = 'simulated'): Promise<Running> =>
  runDevices({ fleet, url: url(), name, secret, say: (what) => said.push(what) })

describe('the process of simulated devices', () => {
  it('says what they are, then what they measure once a second, reads tasks and answers them', async () => {
    const { fleet, tasks } = small()
    const running = await run(fleet)
    expect(town.devices?.ingest.counts()).toMatchObject({ devices: 1 })
    await expect.poll(() => town.devices?.ingest.counts().stored).toBeGreaterThan(1)
    await town.devices?.ingest.send('gauge-1', { taskId: 'a', parameters: { positionShare: 1 } })
    await town.devices?.ingest.send('gauge-1', { nonsense: true })
    await expect.poll(() => tasks).toEqual([{ taskId: 'a', parameters: { positionShare: 1 } }])
    const { messages } = running.counts()
    await expect.poll(() => running.counts().messages).toBeGreaterThan(messages + 1)
    await running.close()
    expect(town.devices?.ingest.counts()).toMatchObject({ refused: 0, flagged: 0 })
    expect(said).toEqual(['1 simulated devices speak'])
  })

  it('is refused in one sentence where it may not come in, or nobody is', async () => {
    const { fleet } = small()
    await expect(run(fleet, 'guess')).rejects.toThrow(
      /^the devices cannot connect to mqtt:\/\/127\.0\.0\.1:\d+: .*Bad username or password/,
    )
    await expect(run(fleet, '', '')).rejects.toThrow(/lets no devices in without a gateway's name and secret$/)
    const nobody = runDevices({ fleet, url: 'mqtt://a:secret@127.0.0.1:9', name: '', secret: '', say: () => undefined })
    await expect(nobody).rejects.toThrow(/^the devices cannot connect to mqtt:\/\/127\.0\.0\.1:9: (?!.*secret)/)
  })
})
