// A case file of "what if" to the server, which makes a branch of it. Rejects with the server's sentence.
import { z } from 'zod'

const Taken = z.object({ branch: z.string(), title: z.string() })
const Refused = z.object({ error: z.string() })

export async function importCase(file: Blob, key: string): Promise<z.output<typeof Taken>> {
  const response = await fetch('/whatif/import', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === '' ? {} : { authorization: `Bearer ${key}` }) },
    body: await file.text(),
  })
  const answer: unknown = await response.json().catch(() => null)
  const taken = Taken.safeParse(answer)
  if (response.ok && taken.success) return taken.data
  const refused = Refused.safeParse(answer)
  throw new Error(refused.success ? refused.data.error : `the case file was not taken (${response.status})`)
}
