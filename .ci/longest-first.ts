// Test files that take long are begun first, so that the workers end together. Where nothing is known of earlier runs Vitest
// begins the largest files; these take longer than their size says.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const LONGEST = [
  'e2e/council.test.ts',
  'e2e/meet.test.ts',
  'e2e/headset.test.ts',
  'e2e/layers.test.ts',
  'e2e/cardboard.test.ts',
  'e2e/things.test.ts',
  'e2e/twin.test.ts',
  'e2e/actuation.test.ts',
  'e2e/first-people.test.ts',
  'e2e/accessibility.test.ts',
  'e2e/scene-budget.test.ts',
  'server/deeds/works-killed.test.ts',
  'server/systems/whatif/whatif.test.ts',
  'server/meetings/proven-killed.test.ts',
  'server/timelines/kill.test.ts',
  'server/timelines/full-disk.test.ts',
  'server/timelines/postgres-away.test.ts',
  'contracts/contracts.test.ts',
  'server/systems/tasks/two-people.test.ts',
  'server/systems/tasks/actuate.test.ts',
  'server/records/scenario-signed-in.test.ts',
  'server/records/verify-real.test.ts',
  'server/things/attacks.test.ts',
  'server/devices/fleet.test.ts',
  'server/meetings/attacks.test.ts',
  'server/rooms/attacks-frames.test.ts',
  'server/rooms/twin.test.ts',
  'shared/systems/flood/flood.test.ts',
  '.ci/systems.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`))
      return at < 0 ? LONGEST.length : at
    }
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
