import { chromium } from "@playwright/test";
import { createServer } from "node:http";
import { readFileSync, existsSync, statSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
const types:any={".html":"text/html",".js":"text/javascript",".css":"text/css",".woff2":"font/woff2",".svg":"image/svg+xml"};
const s=createServer((q,r)=>{const p=new URL(q.url!,"http://x").pathname;if(p==="/empty"){r.setHeader("content-type","text/html");r.end("<title>x</title><h1>Sign in</h1>");return;}let f=join("/tmp/prof/dist",p);if(!existsSync(f)||statSync(f).isDirectory())f="/tmp/prof/dist/index.html";r.setHeader("content-type",types[extname(f)]??"text/plain");r.end(readFileSync(f));}).listen(0);
await new Promise(r=>s.once("listening",r));
const port=(s.address() as any).port;
function snap(root:number){const all:Record<string,{ppid:number,t:number,type:string}>={};
  for(const d of readdirSync("/proc"))if(/^\d+$/.test(d)){try{const st=readFileSync(`/proc/${d}/stat`,"utf8");const a=st.slice(st.lastIndexOf(")")+2).split(" ");const cmd=readFileSync(`/proc/${d}/cmdline`,"utf8");const type=/--type=([a-z-]+)/.exec(cmd)?.[1]??(cmd.includes("chrom")?"browser":cmd.slice(0,20));all[d]={ppid:Number(a[1]),t:Number(a[11])+Number(a[12])+Number(a[13])+Number(a[14]),type};}catch{}}
  const out:Record<string,number>={};const walk=(p:number)=>{const v=all[p];if(!v)return;out[v.type]=(out[v.type]??0)+v.t;for(const [k,w] of Object.entries(all))if(w.ppid===p)walk(Number(k));};walk(root);return out;}
const n=Number(process.argv[2]??8);
const args=["--disable-background-networking","--disable-component-update","--disable-sync","--no-first-run","--no-sandbox",...process.argv.slice(4)];
const browser=await chromium.launch({executablePath:process.argv[3]||"/usr/bin/chromium",args});
const run=async(name:string,f:()=>Promise<void>)=>{const a=snap(process.pid);for(let i=0;i<n;i++)await f();await new Promise(r=>setTimeout(r,300));const b=snap(process.pid);const d:Record<string,number>={};let tot=0;for(const k of Object.keys(b)){const x=((b[k]!-(a[k]??0))*10/n);d[k]=Math.round(x);tot+=x;}console.log(name,Math.round(tot),JSON.stringify(d));};
await run("context",async()=>{const c=await browser.newContext();await c.close();});
await run("blank page",async()=>{const c=await browser.newContext();const p=await c.newPage();await c.close();});
await run("empty",async()=>{const c=await browser.newContext();const p=await c.newPage();await p.goto(`http://localhost:${port}/empty`);await c.close();});
await run("app",async()=>{const c=await browser.newContext();const p=await c.newPage();await p.goto(`http://localhost:${port}/sign-in`);await p.getByRole("heading",{name:"Sign in"}).waitFor();await c.close();});
await run("app nofont",async()=>{const c=await browser.newContext();const p=await c.newPage();await p.route("**/*.woff2",r=>r.abort());await p.goto(`http://localhost:${port}/sign-in`);await p.getByRole("heading",{name:"Sign in"}).waitFor();await c.close();});
await run("app nocss",async()=>{const c=await browser.newContext();const p=await c.newPage();await p.route("**/*.css",r=>r.abort());await p.goto(`http://localhost:${port}/sign-in`);await p.getByRole("heading",{name:"Sign in"}).waitFor();await c.close();});
{const c=await browser.newContext();const p=await c.newPage();await run("app same page reload",async()=>{await p.goto(`http://localhost:${port}/sign-in`);await p.getByRole("heading",{name:"Sign in"}).waitFor();});}
await browser.close();s.close();
