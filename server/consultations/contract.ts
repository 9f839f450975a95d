// What others see of the city's consultations: evidence takes what one came to, identity what somebody said in it.
import type { RecordEvidence } from '../../shared/records/format.ts'
import type { ConsultationListed } from '../../shared/protocol/consultations.ts'

export type CityConsultations = {
  list(): readonly ConsultationListed[]
  /** As a record has it; why not where it is not reported yet, or not here. */
  evidenceOf(consultation: string): NonNullable<RecordEvidence['consultation']> | { readonly reason: string }
}
