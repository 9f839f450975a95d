// What a city system does outside of its timelines: the part of the city in time it may look at, the line to devices, and
// what it answers over HTTP.
import type { Router } from 'express'
import type { CityPackage } from '../city/package.ts'
import type { AskerRole } from '../identity/asker.ts'
import type { CityTwin } from '../timelines/city-twin.ts'

/** The live city as those who act for it see it. */
type ActingTwin = Pick<
  CityTwin,
  'live' | 'version' | 'forks' | 'act' | 'recorded' | 'fork' | 'endFork' | 'startOf' | 'bring' | 'build' | 'systems'
>

/** Of what is sent to a system's own routes, bytes. */
export const MAX_SYSTEM_BODY = 24 * 2 ** 20

/** What a device is told. */
export type DeviceCall = {
  readonly taskId: string
  readonly parameters: Readonly<Record<string, number>>
  readonly expiresAtMs: number
}

export type ActingOptions = {
  readonly twin: ActingTwin
  readonly city: Pick<CityPackage, 'dir' | 'manifest'>
  /** Of who asks over HTTP. */
  readonly roleOf: AskerRole
  /** Rejects when the device cannot be called. */
  readonly send: (device: string, call: DeviceCall) => Promise<void>
  /** Whether devices that are no programs may be called (TOWNHALL_ACTUATION=yes). */
  readonly isOn: boolean
  readonly onFault: (error: unknown) => void
}

/** Goes on until it is closed. */
export type Acting = (options: ActingOptions) => { readonly routes?: Router; close(): Promise<void> }
