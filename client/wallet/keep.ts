// A drawer of this browser (IndexedDB), for what a page must find again: keys that no script can read out lie in it as the
// browser's own objects. Nothing of it is sent anywhere.

const NAME = 'townhall'
const DRAWER = 'kept'

export async function kept<T>(name: string): Promise<T | null> {
  // Whatever lies there was put there under that name.
  return ((await inDrawer('readonly', (drawer) => drawer.get(name))) as T | undefined) ?? null
}

export async function keep(name: string, value: unknown): Promise<void> {
  await inDrawer('readwrite', (drawer) => drawer.put(value, name))
}

export async function letGo(name: string): Promise<void> {
  await inDrawer('readwrite', (drawer) => drawer.delete(name))
}

async function inDrawer<T>(mode: IDBTransactionMode, act: (drawer: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(DRAWER))
  const database = await done(opening)
  try {
    return await done(act(database.transaction(DRAWER, mode).objectStore(DRAWER)))
  } finally {
    database.close()
  }
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((fulfil, reject) => {
    request.addEventListener('success', () => fulfil(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')))
  })
