import { chromium } from "@playwright/test";
import { createServer } from "node:http";
import { readFileSync, existsSync, statSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
const types:any={".html":"text/html",".js":"text/javascript",".css":"text/css",".woff2":"font/woff2",".svg":"image/svg+xml"};
const s=createServer((q,r)=>{const p=new URL(q.url!,"http://x").pathname;let f=join("/tmp/prof/dist",p);if(!existsSync(f)||statSync(f).isDirectory())f="/tmp/prof/dist/index.html";r.setHeader("content-type",types[extname(f)]??"text/plain");r.end(readFileSync(f));}).listen(0);
await new Promise(r=>s.once("listening",r));
const port=(s.address() as any).port;
function cpu(pid:number):number{ // whole tree of live + reaped children, ticks
  let t=0;const all:Record<string,{ppid:number,t:number}>={};
  for(const d of readdirSync("/proc"))if(/^\d+$/.test(d)){try{const st=readFileSync(`/proc/${d}/stat`,"utf8");const a=st.slice(st.lastIndexOf(")")+2).split(" ");all[d]={ppid:Number(a[1]),t:Number(a[11])+Number(a[12])+Number(a[13])+Number(a[14])};}catch{}}
  const kids=(p:number)=>Object.entries(all).filter(([,v])=>v.ppid===p).map(([k])=>Number(k));
  const walk=(p:number)=>{t+=all[p]?.t??0;for(const k of kids(p))walk(k);};walk(pid);return t;
}
const variants:Record<string,string[]>=JSON.parse(process.argv[2]!);
const n=Number(process.argv[3]??10);
for(let round=0;round<2;round++)for(const [name,args] of Object.entries(variants)){
  const exe=args.find(a=>a.startsWith("exe="))?.slice(4)??"/usr/bin/chromium";
  const b0=cpu(process.pid);
  const browser=await chromium.launch({executablePath:exe,args:["--disable-background-networking","--disable-component-update","--disable-sync","--no-first-run","--no-sandbox",...args.filter(a=>!a.startsWith("exe="))]});
  const b1=cpu(process.pid);
  for(let i=0;i<n;i++){const c=await browser.newContext();const p=await c.newPage();await p.goto(`http://localhost:${port}/sign-in`);await p.getByRole("heading",{name:"Sign in"}).waitFor();await p.getByRole("button",{name:"Use email code"}).click({timeout:5000}).catch(()=>{});await c.close();}
  const b2=cpu(process.pid);await browser.close();
  console.log(name,"launch",(b1-b0)*10,"ms; each",((b2-b1)*10/n).toFixed(0),"ms cpu");
}
s.close();
