import type { WritingConnection } from './connection.ts'
import { type Dictionary, dictionaries } from './dictionaries.ts'
import { removeOrphanedFollowUps } from './follow-ups.ts'

/**
 * Removes every import and every recommendation run that was never published, with all names that only they brought, and
 * what was worked out about analyses that are gone.
 * Returns how many imports there were.
 */
export function removePending(connection: WritingConnection): number {
  return connection.transaction(() => {
    const sources = connection.rows<{ id: number; names_before: string }>(
      `SELECT id, names_before FROM source WHERE state = 'pending' AND removed = 0`,
    )
    for (const { id, names_before } of sources) {
      connection.run('DELETE FROM source WHERE id = ?', id)
      const before = JSON.parse(names_before) as Record<Dictionary, number>
      for (const name of dictionaries) {
        // Without a condition SQLite drops the pages instead of visiting every row.
        if (before[name] === 0) connection.run(`DELETE FROM ${name}`)
        else connection.run(`DELETE FROM ${name} WHERE id > ?`, before[name])
      }
    }
    connection.run(`DELETE FROM recommendation_run WHERE state = 'pending'`)
    removeOrphanedFollowUps(connection)
    return sources.length
  })
}
