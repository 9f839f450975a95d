// Devices over HTTP, for those that have no MQTT: the same readings with the same rights, answered when they are on the
// disk; which devices there are and how they do; and the proof that one reading was kept as it came.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { DeviceId } from './about.ts'
import type { CredentialStore, Speaker } from './credentials.ts'
import { type Devices, isSilent, Refusal } from './devices.ts'
import type { HourTrees } from './hour-trees.ts'
import { type AskerRole, onlyFrom } from '../identity/asker.ts'
import type { Stamp } from '../ledger/contract.ts'
import type { Things } from '../things/contract.ts'
import { backfill } from './backfill.ts'
import type { Ingest } from './ingest.ts'
import { mayPublish } from './rights.ts'

export const MAX_READINGS_BODY = 256 * 1024
/** Of an operator who brings readings of the past. */
export const MAX_BACKFILL_BODY = 1024 * 1024

export type IngestRoutes = {
  readonly ingest: Ingest
  readonly devices: Devices
  readonly credentials: CredentialStore
  readonly trees: HourTrees
  readonly things: Pick<Things, 'append' | 'answer'>
  /** Of who asks over HTTP. */
  readonly roleOf: AskerRole
  /** Where the root of an hour was stamped; null where it is not. */
  readonly stampOf: (hash: string) => Stamp | null
}

export function ingestRoutes({ ingest, devices, credentials, trees, things, roleOf, stampOf }: IngestRoutes): Router {
  const router = Router()
  const body = express.raw({ type: () => true, limit: MAX_READINGS_BODY })

  const admitted = async (request: Request, response: Response, what: string): Promise<string | null> => {
    const { deviceId } = request.params as { deviceId: string }
    const parsed = DeviceId.safeParse(deviceId)
    if (!parsed.success) return refused(response, 400, `${deviceId} ${parsed.error.issues[0]?.message}`)
    const speaker = await speakerOf(request, credentials)
    if (!speaker) {
      response.setHeader('www-authenticate', 'Basic realm="devices"')
      return refused(response, 401, 'a device gives its name and secret (Basic authorization)')
    }
    const refusal = mayPublish(speaker, `devices/${deviceId}/${what}`, credentials.hasOwn)
    return refusal === null ? deviceId : refused(response, 403, refusal)
  }

  router.post(
    '/devices/:deviceId/observations',
    body,
    answered(async (request, response) => {
      const deviceId = await admitted(request, response, 'observations')
      if (deviceId === null) return
      response.json(await ingest.takeMessage(deviceId, bytesOf(request)))
    }),
  )

  router.post(
    '/devices/:deviceId/about',
    body,
    answered(async (request, response) => {
      const deviceId = await admitted(request, response, 'about')
      if (deviceId === null) return
      await devices.say(deviceId, jsonOf(deviceId, bytesOf(request)))
      response.json({ known: deviceId })
    }),
  )

  router.post(
    '/backfill',
    onlyFrom('operator', roleOf, "readings of the past are brought by operators: send an operator's key as Bearer"),
    express.json({ limit: MAX_BACKFILL_BODY }),
    answered(async (request, response) => {
      response.json(await backfill(request.body, { things, devices }))
    }),
  )

  router.get('/devices', (_request, response) => {
    const nowMs = Date.now()
    response.setHeader('cache-control', 'no-store')
    response.json({
      devices: devices.list().map((device) => ({
        id: device.id,
        name: device.about.name,
        kind: device.about.kind,
        truth: device.about.truth,
        lastHeardAtMs: device.lastHeardAtMs === 0 ? null : device.lastHeardAtMs,
        isSilent: isSilent(device, nowMs),
        clockAheadMs: device.skew.aheadMs,
        clockBehindMs: device.skew.behindMs,
        flagged: device.flagged,
      })),
    })
  })

  router.get(
    '/readings/hours',
    answered(async (_request, response) => {
      response.setHeader('cache-control', 'no-cache')
      response.json({ hours: await trees.roots() })
    }),
  )

  router.get(
    '/readings/:observationId/proof',
    answered(async (request, response) => {
      const { observationId = '' } = request.params as { observationId?: string }
      if (!/^\d{1,15}$/.test(observationId)) {
        refused(response, 400, `${observationId} is not the number of an observation`)
        return
      }
      const proof = await trees.proof(Number(observationId))
      response.setHeader('cache-control', 'no-cache')
      if (proof) response.json({ ...proof, stamp: proof.isClosed ? stampOf(proof.root) : null })
      else refused(response, 404, `observation ${observationId} is in no hour's tree`)
    }),
  )
  return router
}

/** Null when name and secret are wrong or missing. */
async function speakerOf(request: Request, credentials: CredentialStore): Promise<Speaker | null> {
  const [, coded = ''] = /^Basic ([A-Za-z0-9+/=]{1,400})$/.exec(request.headers.authorization ?? '') ?? []
  const [name = '', ...secret] = Buffer.from(coded, 'base64').toString().split(':')
  return name === '' ? null : credentials.speakerOf(name, secret.join(':'))
}

const answered =
  (answer: (request: Request, response: Response) => Promise<void>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof Refusal) refused(response, 400, error.message)
      else next(error)
    })
  }

function refused(response: Response, status: number, error: string): null {
  response.status(status).json({ code: status, error })
  return null
}

const bytesOf = ({ body }: Request): Uint8Array => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

function jsonOf(deviceId: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    throw new Refusal(`${deviceId}: that is not JSON`)
  }
}
