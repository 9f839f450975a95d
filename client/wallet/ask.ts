// How the page asks the server who it is with. Answers are checked as they arrive; refusals are the server's sentences.
import type { z } from 'zod'

type Shapes = (typeof import('./shapes.ts'))['SHAPES']

/** Rejects with a sentence for a person; `cause` is the status where the server refused. Without a body it only reads. */
export async function askIdentity<T>(
  path: string,
  shapeOf: (shapes: Shapes) => z.ZodType<T>,
  body?: unknown,
): Promise<T> {
  const [response, { SHAPES }] = await Promise.all([
    fetch(`/identity${path}`, body === undefined ? {} : posted(body)),
    // Loaded with the first answer and not with the page.
    import('./shapes.ts'),
  ])
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return shapeOf(SHAPES).parse(answer)
  const refused = SHAPES.Refused.safeParse(answer)
  throw new Error(refused.success ? refused.data.error : `${path} ${response.status}`, { cause: response.status })
}

const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
