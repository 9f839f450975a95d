// The sensors on the page: their list. Pins, roads and buses are drawn by the generic layers, which know no system.
import type { SystemHere } from '../system.ts'
import { SensorList } from './list.tsx'

export const sensorsHere: SystemHere = { id: 'sensors', Reading: SensorList }
