/** What the WebAssembly module exports. */
export { addToLeaves, leafMeans, leavesOf } from './descent'
export { fillDrawn, fillHistogram, subtractHistogram } from './histogram'
export { averageEffects, averageMeans, outOfBag, pullOfGroup } from './prediction'
export { gather, packNode, relabelEffect, relabelMean } from './relabelling'
export { partition } from './partition'
export { chooseInOrder, lookUp, markMembers, partByCoin, tossCoins } from './sampling'
export { searchNode } from './search'
