/** A log that was dropped or handed to the program and waits for the import wizard. */
class Incoming {
  log = $state<string | null>(null)
}

export const incoming = new Incoming()
