const N = 3000000;
function* gen(n) {
  for (let i = 1; i <= n; i++) yield i;
}
function run(n) {
  let sum = 0;
  for (const v of gen(n)) sum += v;
  return sum;
}
console.log(String(run(N)));
