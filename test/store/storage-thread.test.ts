import { on } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { openForReading } from '../../src-main/store/open.ts'
import { type StorageClient, startStorage } from '../../src-main/store/storage-client.ts'
import { batchesOf, shopLog, summaryOf } from './event-logs.ts'
import { testFolder } from './project-files.ts'

const entry = new URL('../../src-main/storage-thread.ts', import.meta.url)

function startThread(): StorageClient {
  const storage = startStorage(entry)
  onTestFinished(() => storage.close())
  return storage
}

async function importShop(storage: StorageClient, rows: number) {
  const events = shopLog(rows)
  const { source } = await storage.call('beginImport', {})
  for (const batch of batchesOf(events, 200)) await storage.call('appendBatch', { source, batch })
  return storage.call('publishImport', { source, summary: summaryOf(events, 'a') })
}

describe('the storage thread', () => {
  test('creates, imports, copies, closes and opens', async () => {
    const folder = testFolder()
    const path = join(folder, 'shop.antecedent')
    const storage = startThread()
    expect(await storage.call('create', { path, passphrase: 'swordfish' })).toMatchObject({
      path,
      encrypted: true,
    })
    expect(await importShop(storage, 500)).toMatchObject({ id: 1, accepted: 500 })
    const reader = openForReading(path, { passphrase: 'swordfish' })
    expect(readEventColumns(reader).rows).toBe(500)
    reader.close()
    const target = join(folder, 'copy.antecedent')
    expect(await storage.call('copy', { path: target })).toEqual({ path: target })
    await storage.call('close', {})
    expect(readdirSync(folder).sort()).toEqual(['copy.antecedent', 'shop.antecedent'])
    const opened = await storage.call('open', { path: target, passphrase: 'swordfish' })
    expect(opened).toMatchObject({ name: 'copy', copyBeforeMigration: null, places: { data: 'ready' } })
  })

  test('changes the passphrase and goes on writing', async () => {
    const path = join(testFolder(), 'shop.antecedent')
    const storage = startThread()
    await storage.call('create', { path, passphrase: 'old' })
    await importShop(storage, 100)
    await expect(storage.call('changePassphrase', { from: 'guess', to: 'new' })).rejects.toMatchObject({
      code: 'PROJECT_WRONG_PASSPHRASE',
    })
    expect(await storage.call('changePassphrase', { from: 'old', to: 'new' })).toMatchObject({
      encrypted: true,
    })
    await importShop(storage, 50)
    const reader = openForReading(path, { passphrase: 'new' })
    expect(readEventColumns(reader).rows).toBe(150)
    reader.close()
  })

  test('says what went wrong in the catalogue’s terms, and goes on', async () => {
    const path = join(testFolder(), 'shop.antecedent')
    const storage = startThread()
    await expect(storage.call('undoGraph', {})).rejects.toMatchObject({ code: 'PROJECT_NONE_OPEN' })
    await expect(storage.call('open', { path })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      parameters: { path },
    })
    await storage.call('create', { path })
    await expect(storage.call('create', { path })).rejects.toMatchObject({ code: 'PROJECT_EXISTS' })
    await storage.call('open', { path })
    const other = startThread()
    await expect(other.call('open', { path })).rejects.toMatchObject({ code: 'PROJECT_LOCKED' })
    await expect(storage.call('removeSource', { source: 7 })).rejects.toMatchObject({
      code: 'PROJECT_SOURCE_UNKNOWN',
    })
    expect(await storage.call('undoGraph', {})).toMatchObject({ version: 0 })
  })

  test('carries out commands in the order of the calls', async () => {
    const path = join(testFolder(), 'shop.antecedent')
    const storage = startThread()
    const graph = { type: 'dag' as const, nodes: [{ id: 'a' }], edges: [] }
    const roles = { treatments: [], outcomes: [], adjusted: [] }
    const replies = await Promise.all([
      storage.call('create', { path }),
      ...['one', 'two', 'three'].map((edit) => storage.call('saveGraph', { graph, roles, edit })),
      storage.call('undoGraph', {}),
    ])
    expect(replies.slice(1)).toMatchObject([
      { version: 1 },
      { version: 2 },
      { version: 3 },
      { version: 2, redo: 'three' },
    ])
  })

  test('rejects everything that waits or comes later where it has ended', async () => {
    const storage = startThread()
    await storage.close()
    await expect(storage.call('undoGraph', {})).rejects.toMatchObject({ code: 'WORKER_CRASHED' })
    const missing = startStorage(new URL('no-such-entry.ts', entry))
    await expect(missing.call('undoGraph', {})).rejects.toMatchObject({ code: 'WORKER_CRASHED' })
    await missing.close()
  })

  test('that dies with a project open and an import running leaves it to the next thread', async () => {
    const path = join(testFolder(), 'shop.antecedent')
    const first = startThread()
    await first.call('create', { path })
    await importShop(first, 300)
    await first.close()
    const dying = new Worker(entry)
    const replies = on(dying, 'message')
    const [batch] = batchesOf(shopLog(200, 2))
    const requests = [
      { id: 1, command: 'open', params: { path } },
      { id: 2, command: 'beginImport', params: {} },
      { id: 3, command: 'appendBatch', params: { source: 2, batch } },
    ]
    for (const request of requests) {
      dying.postMessage(request)
      expect((await replies.next()).value).toEqual([
        expect.not.objectContaining({ error: expect.anything() }),
      ])
    }
    await dying.terminate()
    const next = startThread()
    expect(await next.call('open', { path })).toMatchObject({ places: { data: 'ready' } })
    await importShop(next, 40)
    const reader = openForReading(path, { passphrase: null })
    expect(readEventColumns(reader).rows).toBe(340)
    reader.close()
  })
})
