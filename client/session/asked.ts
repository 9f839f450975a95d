// A question to the server over plain HTTP, answered in JSON; whatever it refuses is thrown with its own sentence.

/** Without a body it only reads; with the key of a role it asks as who holds it. */
export async function asked(path: string, body?: object, key = ''): Promise<unknown> {
  const known: Readonly<Record<string, string>> = key === '' ? {} : { authorization: `Bearer ${key}` }
  const headers = { accept: 'application/json', 'content-type': 'application/json', ...known }
  const response = await fetch(path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const why = (answer as { readonly error?: unknown } | null)?.error
  throw new Error(typeof why === 'string' ? why : `${path} ${response.status}`)
}
