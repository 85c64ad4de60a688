const N = 20;
function* walk(d, id) {
  if (d === 0) {
    yield id;
  } else {
    yield* walk(d - 1, id * 2);
    yield* walk(d - 1, id * 2 + 1);
  }
}
function run(n) {
  let sum = 0;
  for (const v of walk(n, 1)) sum += v;
  return sum;
}
console.log(String(run(N)));
