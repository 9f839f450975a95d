// The words of public consultations: the same as on their page without a script.
import { CONSULTATION_WORDS } from '../../shared/civic/consultation-words.ts'
import { columns } from './strings-columns.ts'

export const consultationWords = columns(CONSULTATION_WORDS)
