import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { takeLock } from '../../src-main/store/lock.ts'
import { createProject, openProject } from '../../src-main/store/open.ts'
import { importEvents, shopLog } from './event-logs.ts'
import { startProgram } from './other-programs.ts'
import { filesHolding, testFolder } from './project-files.ts'

function makeShop(passphrase: string | null = null) {
  const folder = testFolder()
  const path = join(folder, 'shop.antecedent')
  const project = createProject(path, passphrase)
  importEvents(project.connection, shopLog(2000), 'a')
  const columns = readEventColumns(project.connection)
  project.close()
  return { folder, path, columns }
}

describe('two programs on one project', () => {
  test('the second is told which process on which host has it, and may have it after', async () => {
    const { folder, path } = makeShop()
    const first = startProgram('hold-open', [path])
    expect(await first.line()).toBe('open')
    expect(() => openProject(path, null)).toThrow(
      expect.objectContaining({
        code: 'PROJECT_LOCKED',
        parameters: { path, pid: first.process.pid, host: hostname() },
      }),
    )
    expect(() => createProject(path, null)).toThrow(/PROJECT_LOCKED/)
    first.process.stdin?.end()
    await first.ended()
    openProject(path, null).close()
    expect(readdirSync(folder)).toEqual(['shop.antecedent'])
  })

  test('it is the same the other way round', async () => {
    const { path } = makeShop()
    const project = openProject(path, null)
    const second = startProgram('hold-open', [path])
    expect(await second.line()).toContain(`"pid":${process.pid}`)
    project.close()
  })

  test('opening it twice in one process is refused too', () => {
    const { path } = makeShop()
    const project = openProject(path, null)
    expect(() => openProject(path, null)).toThrow(/PROJECT_LOCKED/)
    project.close()
    openProject(path, null).close()
  })

  test('of several that take over from a killed one at once, one gets it', async () => {
    const { path } = makeShop()
    const dead = startProgram('hold-open', [path])
    await dead.line()
    await dead.kill()
    const heirs = Array.from({ length: 4 }, () => startProgram('hold-open', [path]))
    const said = await Promise.all(heirs.map((heir) => heir.line()))
    expect(said.filter((line) => line === 'open')).toHaveLength(1)
    expect(said.filter((line) => line?.startsWith('PROJECT_LOCKED'))).toHaveLength(3)
  })
})

describe.each([{ passphrase: null }, { passphrase: 'swordfish' }])(
  'a program killed in the middle of an import (passphrase $passphrase)',
  ({ passphrase }) => {
    test('leaves everything as before, nothing of it on disk, and no lock in the way', async () => {
      const { folder, path, columns } = makeShop(passphrase)
      const program = startProgram('import-forever', passphrase === null ? [path] : [path, passphrase])
      for (let batch = 1; batch <= 12; batch++) await program.line()
      await program.kill()
      expect(existsSync(`${path}.lock`)).toBe(true)
      const project = openProject(path, passphrase)
      expect(readEventColumns(project.connection)).toEqual(columns)
      for (const table of ['event_block', 'event_cells', 'source']) {
        expect(project.connection.value(`SELECT count(*) FROM ${table}`)).toBeLessThan(20)
      }
      expect(project.connection.values(`SELECT name FROM user WHERE name LIKE 'new user%'`)).toEqual([])
      importEvents(project.connection, shopLog(30, 8), 'b')
      project.close()
      expect(readdirSync(folder)).toEqual(['shop.antecedent'])
      if (passphrase !== null) expect(filesHolding(folder, 'user')).toEqual([])
    })
  },
)

describe('the lock', () => {
  test('says whether the holder before left without letting go', async () => {
    const { path } = makeShop()
    const held = takeLock(path)
    expect(held.abandoned).toBe(false)
    held.release()
    const program = startProgram('hold-open', [path])
    await program.line()
    await program.kill()
    const inherited = takeLock(path)
    expect(inherited.abandoned).toBe(true)
    inherited.release()
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  test('is taken where rubbish lies in its place', () => {
    const { path } = makeShop()
    writeFileSync(`${path}.lock`, 'not a lock of ours, whatever it is')
    takeLock(path).release()
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})
