/** The analysis table that is looked at; null is the latest. */
class ChosenTable {
  name = $state<string | null>(null)
}

export const chosenTable = new ChosenTable()
