// JavaScript has no transfer: the main program passes control on.
const N = 2000000;
let ping, pong;
function* player(n) {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += yield [pong, i];
  return [null, sum];
}
function* partner() {
  let x = yield;
  for (;;) x = yield [ping, x + 1];
}
function run(n) {
  ping = player(n);
  pong = partner();
  pong.next();
  let co = ping, v;
  while (co !== null) [co, v] = co.next(v).value;
  return v;
}
console.log(String(run(N)));
