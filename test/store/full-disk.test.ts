import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEventColumns } from '../../src-main/store/event-columns.ts'
import { projectFailure } from '../../src-main/store/failures.ts'
import { abandonImport, appendBatch, beginImport } from '../../src-main/store/import-events.ts'
import { createProject, openProject } from '../../src-main/store/open.ts'
import { batchesOf, importEvents, shopLog } from './event-logs.ts'
import { startProgram } from './other-programs.ts'
import { testFolder } from './project-files.ts'

function makeShop() {
  const folder = testFolder()
  const path = join(folder, 'shop.antecedent')
  const project = createProject(path, null)
  importEvents(project.connection, shopLog(2000), 'a')
  return { folder, path, project, columns: readEventColumns(project.connection) }
}

describe('a full disk', () => {
  test('stops an import with its cause, keeps what was there, and lets the import be taken back', () => {
    const { path, project, columns } = makeShop()
    const { connection } = project
    const pages = connection.value<number>('PRAGMA page_count') ?? 0
    connection.script(`PRAGMA max_page_count = ${pages + 40}`)
    const { source } = beginImport(connection, {})
    const batches = batchesOf(shopLog(20_000, 3), 500)
    let appended = 0
    try {
      for (const batch of batches) {
        appendBatch(connection, { source, batch })
        appended++
      }
    } catch (error) {
      expect(projectFailure(error, path)).toMatchObject({ code: 'PROJECT_DISK_FULL', parameters: { path } })
    }
    expect(appended).toBeGreaterThan(0)
    expect(appended).toBeLessThan(batches.length)
    expect(connection.value('SELECT events FROM source WHERE id = ?', source)).toBe(appended * 500)
    abandonImport(connection, { source })
    expect(readEventColumns(connection)).toEqual(columns)
    connection.script('PRAGMA max_page_count = 1000000')
    importEvents(connection, shopLog(300, 4), 'b')
    expect(readEventColumns(connection).rows).toBe(2300)
    project.close()
  })

  test('after which a batch can be sent again, names and all', () => {
    const { project } = makeShop()
    const { connection } = project
    const { source } = beginImport(connection, {})
    const [batch] = batchesOf(
      Array.from({ length: 3000 }, (_, row) => ({ user: `late ${row}`, time: row, type: 'view' })),
      3000,
    )
    connection.script(`PRAGMA max_page_count = ${(connection.value<number>('PRAGMA page_count') ?? 0) + 4}`)
    expect(() => appendBatch(connection, { source, batch })).toThrow(/full/)
    connection.script('PRAGMA max_page_count = 1000000')
    appendBatch(connection, { source, batch })
    expect(connection.value(`SELECT count(*) FROM user WHERE name LIKE 'late %'`)).toBe(3000)
    project.close()
  })
})

test.skipIf(process.platform === 'win32')(
  'a write that the system refuses has its cause named, and loses nothing',
  async () => {
    const { folder, path, project, columns } = makeShop()
    project.close()
    const kilobytes = Math.ceil(statSync(path).size / 1024) + 600
    const program = startProgram('fill-file', [path], `ulimit -f ${kilobytes}; trap '' XFSZ`)
    expect(await program.line()).toMatch(/^PROJECT_(DISK_FULL|WRITE_FAILED) /)
    expect(await program.line()).toBe('1 source')
    await program.ended()
    const again = openProject(path, null)
    expect(readEventColumns(again.connection)).toEqual(columns)
    again.close()
    expect(readdirSync(folder)).toEqual(['shop.antecedent'])
  },
)
