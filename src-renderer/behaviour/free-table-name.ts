/** The name or, where a table has it, the name and a number. */
export function freeTableName(name: string, tables: readonly { readonly name: string }[]): string {
  const taken = new Set(tables.map((table) => table.name))
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name} ${number}`
  return free
}
