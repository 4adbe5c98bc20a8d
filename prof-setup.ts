import { appendFileSync, readFileSync } from "node:fs";
import { afterAll, beforeAll } from "vitest";
function read(){const st=readFileSync("/proc/self/stat","utf8");const a=st.slice(st.lastIndexOf(")")+2).split(" ");return [Number(a[11])+Number(a[12]),Number(a[13])+Number(a[14])];}
let s=read();
beforeAll(()=>{});
afterAll(({}:object,x:any)=>{const e=read();appendFileSync("/tmp/prof/cpu.log",`${(e[0]!-s[0]!)*10} ${(e[1]!-s[1]!)*10} ${String(x?.file?.filepath??x?.filepath??x?.name)}\n`);s=read();});
