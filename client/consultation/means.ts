// What the page of consultations asks the browser for.
import { asked } from '../session/asked.ts'
import type { ConsultationMeans } from './consultation-model.ts'

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export const browserMeans: ConsultationMeans = {
  ask: asked,
  setUp: (given) => asked('/consultations', given, new URLSearchParams(location.search).get('key') ?? ''),
  async sha256(text) {
    // Only pages of https and of this machine have it.
    if (!globalThis.isSecureContext) return null
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
  },
  newId: () => `c${hex(crypto.getRandomValues(new Uint8Array(12)))}`,
}
