// A decision acts as itself: it is no person, and what it asks for or builds in the live city bears the name of its record.
import type { Actor } from './system.ts'

const DECISION = 'decision:'

export const decisionActor = (record: string): string => `${DECISION}${record}`
export const isDecision = (id: string): boolean => id.startsWith(DECISION)
export const decisionAs = (record: string): Actor => ({
  id: decisionActor(record),
  role: 'operator',
  name: `decision ${record}`,
})
