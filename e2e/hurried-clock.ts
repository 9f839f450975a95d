// Given to Node by `--import`, for pictures alone: from CLOCK_FROM_MS on the clock of a process runs CLOCK_TIMES as fast, for
// CLOCK_FOR_MS, then as usual. What would take an hour to gather, the history of a gauge say, is there in minutes.
const [fromMs = 0, times = 1, forMs = 0] = ['CLOCK_FROM_MS', 'CLOCK_TIMES', 'CLOCK_FOR_MS'].map((name) =>
  Number(process.env[name]),
)
const now = Date.now.bind(Date)
Date.now = (): number => {
  const realMs = now()
  return Math.round(realMs + (times - 1) * Math.max(0, Math.min(forMs, realMs - fromMs)))
}
