// The second half of `npm run build`: what a start would otherwise work out for itself. A start does without it as well.
try {
  const { prepareDatabase } = await import('../dist/db/drivers/embedded/prepare.js')
  console.log(`prepared ${await prepareDatabase()}`)
} catch (error) {
  console.warn('nothing was prepared: a first start on the embedded database will take longer', error)
}
