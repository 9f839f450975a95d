// The line to the devices: our own broker, or one that MQTT_URL names. Both hand over what devices publish and take what
// devices are told.
import type { Speaker } from './credentials.ts'
import type { DeviceTopic } from './rights.ts'

export type LineHandlers = {
  /** A device published; resolved when it is kept. Rejected, it is not acknowledged. */
  readonly onDevice: (of: DeviceTopic, payload: Uint8Array) => Promise<void>
  /** An operator published to a topic of SensorThings, or anybody where they are open. */
  readonly onCreate: (topic: string, payload: Uint8Array, speaker: Speaker) => Promise<void>
  /** Somebody wants to read a topic of SensorThings; a sentence says why not. */
  readonly onSubscribed: (topic: string) => Promise<string | null>
  readonly onUnsubscribed: (topic: string) => void
}

export type Line = {
  /** Where devices on this machine connect. */
  readonly url: string
  /** Of our own broker; 0 for another's. */
  readonly port: number
  isOpen(): boolean
  counts(): { readonly clients: number; readonly received: number }
  /** At least once to whoever listens now. */
  publish(topic: string, payload: string, options?: { readonly retain?: boolean }): Promise<void>
  close(): Promise<void>
}
