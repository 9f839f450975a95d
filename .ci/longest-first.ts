// Test files that take long are begun first, so that the workers end together. Where nothing is known of earlier runs Vitest
// begins the largest files; many take longer than their size says.
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { SLOW } from './slow.ts'

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = SLOW.findIndex((path) => moduleId.endsWith(`/${path}`))
      return at < 0 ? SLOW.length : at
    }
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
