// What a city system does outside of the server: the part of the city in time it may look at, and the line to devices.
import type { Actor, Command } from '../../shared/kernel/system.ts'
import type { Facts } from '../../shared/protocol/facts.ts'

/** The live city as those who act for it see it. */
export type ActingTwin = {
  live(): { readonly facts: Facts | null }
  version(): number
  forks(): readonly { readonly name: string; readonly status: string; readonly facts: Facts | null }[]
  act(
    timeline: string,
    act: { readonly command: Command; readonly actor: Actor; readonly intent: string },
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>
}

/** What a device is told. */
export type DeviceCall = {
  readonly taskId: string
  readonly parameters: Readonly<Record<string, number>>
  readonly expiresAtMs: number
}

export type ActingOptions = {
  readonly twin: ActingTwin
  /** Rejects when the device cannot be called. */
  readonly send: (device: string, call: DeviceCall) => Promise<void>
  /** Whether devices that are no programs may be called (TOWNHALL_ACTUATION=yes). */
  readonly isOn: boolean
  readonly onFault: (error: unknown) => void
}

/** Goes on until it is closed. */
export type Acting = (options: ActingOptions) => { close(): Promise<void> }
