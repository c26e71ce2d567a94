import { test } from 'node:test';
import { Scene, bringTo } from '../support/pages.mjs';
for (const s of [1,2])
test('x '+s, async (t) => {
    let a = Date.now(); const lap = (n) => { console.log(n, Date.now()-a); a = Date.now(); };
    const scene = await Scene.open(t); lap('open');
    const v = await scene.visitor(); lap('tab');
    await v.open('/c/csg/acute'); lap('goto');
    await v.heading(/Net/).waitFor(); lap('drawn');
    const x = await scene.counsellor('csg/anna'); lap('signin pressed');
    await x.button('In dienst').waitFor(); lap('signed in');
    await x.setDuty('In dienst'); lap('duty');
    await v.start(); lap('start');
    await x.accept(); lap('accept');
    await v.talksWith('Anna'); lap('chat');
    await x.say('hoi'); lap('say');
    await v.reads(['hoi']); lap('reads');
});
