import type {
    Amount,
    DeclineReason,
    DutyState,
    EndedBy,
    Notice,
    OfferKind,
    Outcome,
    TransferState,
} from '../../src/protocol/generated';
import type { Sign } from '../../src/session/state';
import type { OwnKeyFault } from '../../console/key_desk';
import type { Blocked } from '../../console/model/transfer_view';
import type { ListState } from '../../console/model/conversations';
import type { NoChoice } from '../../console/model/desk_choices';
import type { Ending } from '../../console/model/endings';
import { staff } from './staff';

const askAdministrator = 'Vraag de beheerder van je organisatie om een nieuwe.';

const keyFaults: Record<OwnKeyFault, string> = {
    wrong_phrase:
        'Deze sleutelzin klopt niet. Let op hoofdletters en op elk teken, en probeer het opnieuw.',
    not_trusted: `Je organisatie erkent deze sleutel niet (meer). ${askAdministrator}`,
    revoked: `Je organisatie heeft deze sleutel ingetrokken. ${askAdministrator}`,
    expired: `Je sleutel is verlopen. ${askAdministrator}`,
    too_early: 'Je sleutel geldt nog niet. Kijk of de klok van je computer klopt.',
    roots_failed:
        'De sleutels van de organisaties konden niet worden geladen. Probeer het zo weer.',
};

const duty: Record<DutyState, string> = { on: 'In dienst', pause: 'Pauze', off: 'Uit dienst' };

const offerKinds: Record<OfferKind, string> = {
    new: 'Nieuwe bezoeker',
    came_back: 'Bezoeker die terugkomt',
    transfer: 'Warme overdracht',
};

const declineReasons: Record<DeclineReason, string> = {
    break: 'Ik heb even rust nodig',
    not_mine: 'Dit past niet bij mij',
    known_person: 'Ik ken deze persoon misschien',
    other: 'Iets anders',
};

const listStates: Record<ListState, string> = {
    with_you: 'In gesprek',
    visitor_away: 'Bezoeker heeft geen verbinding',
    asked: 'Overdracht gevraagd',
    seeking: 'Collega gezocht',
    briefing: 'Overleg met collega',
    introduced: 'Met zijn drieën',
    receiver_briefing: 'Overleg: bezoeker komt naar jou',
    receiver_introduced: 'Met zijn drieën: bezoeker komt naar jou',
    wrap_up: 'Afronden',
};

const notices: Record<Notice, (who: string) => string> = {
    joined: (who) => `${who} doet mee aan het gesprek.`,
    introduced: (who) => `${who} is erbij gekomen.`,
    handed_over: (who) => `De bezoeker is overgedragen aan ${who}.`,
    left: (who) => `${who} is uit het gesprek gegaan.`,
    counsellor_lost: (who) => `De verbinding met ${who} is weggevallen.`,
    came_back: () => 'De bezoeker is teruggekomen.',
    restored: () => 'Er was een storing. Het gesprek gaat verder.',
    silent: () => 'De bezoeker heeft nog niets geschreven. Blijft dat zo, dan stopt het gesprek straks.',
    idle: () => 'Het is al een tijd stil in dit gesprek.',
    ended: (who) => `${who} heeft het gesprek beëindigd.`,
};

/** The same when it is about the reader. */
const noticesOfMe: Record<Notice, string> = {
    joined: 'Je doet mee aan het gesprek.',
    introduced: 'Je bent erbij gekomen.',
    handed_over: 'De bezoeker is aan jou overgedragen.',
    left: 'Je bent uit het gesprek gegaan.',
    counsellor_lost: 'Je verbinding was te lang weg.',
    came_back: 'Je bent teruggekomen.',
    restored: 'Er was een storing. Het gesprek gaat verder.',
    silent: 'Je hebt nog niets geschreven.',
    idle: 'Het is al een tijd stil in dit gesprek.',
    ended: 'Je hebt het gesprek beëindigd.',
};

const signs: Record<Sign, string> = {
    waiting: 'Wordt verstuurd…',
    failed: 'Niet verstuurd',
    sent: 'Verstuurd',
    delivered: 'Aangekomen',
    seen: 'Gezien',
};

const steps: Record<TransferState, string> = {
    asked: 'Bezoeker gevraagd',
    seeking: 'Collega zoeken',
    offered: 'Collega gevraagd',
    briefing: 'Overleg',
    introduced: 'Met zijn drieën',
    completed: 'Overgedragen',
    refused: 'Niet akkoord',
    cancelled: 'Gestopt',
    unanswered: 'Geen antwoord',
    returned: 'Terug bij jou',
    void: 'Vervallen',
};

const noChoices: Record<NoChoice, string> = {
    same_desk: 'de bezoeker is hier al',
    desk_closed: 'gesloten',
    desk_full: 'wachtrij vol',
    unknown_language: 'spreekt de taal van de bezoeker niet',
    nobody: 'niemand in dienst',
};

const blocked: Record<Blocked, string> = {
    visitor_away: 'Dit kan pas als de bezoeker weer verbinding heeft.',
    receiver_away: 'Dit kan pas als je collega weer verbinding heeft.',
    receiver_without_key: 'Je collega kan nog niet meelezen. Dit kan pas als de sleutel daar is.',
    without_key: 'Je kunt nog niet meelezen. Dit kan pas als de sleutel van de bezoeker er is.',
    locked: 'Vul eerst je sleutelzin in.',
};

const endings: Record<Ending, { readonly what: string; readonly next: string }> = {
    refused: {
        what: 'De bezoeker wil niet overgedragen worden.',
        next: 'Vraag waarom, of help zelf verder. Je kunt later opnieuw een overdracht voorstellen.',
    },
    cancelled_owner: {
        what: 'Je hebt de overdracht gestopt.',
        next: 'De bezoeker is bij jou. Vertel wat er nu gebeurt.',
    },
    cancelled_visitor: {
        what: 'De bezoeker heeft de toestemming ingetrokken.',
        next: 'De bezoeker is bij jou. Vraag wat er nodig is.',
    },
    no_answer: {
        what: 'De bezoeker heeft niet op tijd geantwoord.',
        next: 'Vraag in het gesprek of de bezoeker de vraag heeft gezien. Stel het daarna zo nodig opnieuw voor.',
    },
    nobody: {
        what: 'Geen collega heeft de overdracht op tijd aangenomen.',
        next: 'De bezoeker is bij jou. Vertel dat het niet lukte en kies samen een ander loket.',
    },
    desk_closed: {
        what: 'Het loket is gesloten, of er is geen collega meer in dienst.',
        next: 'De bezoeker is bij jou. Kies samen een ander loket.',
    },
    colleague_away: {
        what: 'Je collega kan nu niet, of heeft niet geantwoord.',
        next: 'De bezoeker is bij jou. Kies een andere collega, of vraag het hele loket.',
    },
    returned_receiver: {
        what: 'Je collega gaf de bezoeker aan jou terug.',
        next: 'De bezoeker is bij jou. Bespreek wat er nu nodig is.',
    },
    time_over: {
        what: 'De tijd voor de overdracht was om.',
        next: 'De bezoeker is bij jou. Stel het zo nodig opnieuw voor.',
    },
    owner_lost: {
        what: 'De overdracht is vervallen, omdat de verbinding te lang weg was.',
        next: 'De bezoeker is weer bij jou. Stel het zo nodig opnieuw voor.',
    },
    ended: {
        what: 'De overdracht is vervallen, omdat het gesprek voorbij is.',
        next: 'Je kunt nu afronden.',
    },
};

const amounts: Record<Amount, string> = {
    tags: 'Alleen de kenmerken',
    note: 'De kenmerken en de notitie',
    history: 'De kenmerken, de notitie en het gesprek tot nu toe',
};

const outcomes: Record<Outcome, string> = {
    helped: 'Geholpen',
    referred: 'Verwezen of overgedragen',
    advice: 'Advies gegeven',
    broke_off: 'Afgebroken',
    no_contact: 'Geen contact gekregen',
    abuse: 'Misbruik van de chat',
    none: 'Geen van deze',
};

const endedBy: Record<EndedBy, string> = {
    visitor: 'De bezoeker heeft het gesprek beëindigd.',
    owner: 'Je hebt het gesprek beëindigd.',
    lost: 'De verbinding met de bezoeker kwam niet terug.',
    no_show: 'De bezoeker heeft niets geschreven.',
};

export const consoleTexts = {
    staff,
    title: 'Werkplek',
    you: 'Jij',
    visitor: 'Bezoeker',
    colleague: 'Collega',
    close: 'Sluiten',
    duty: {
        label: 'Dienst',
        ...duty,
        load: (load: number, capacity: number) => `${load} van ${capacity} plaatsen bezet`,
        alias: (alias: string) => `Bezoekers zien je als ${alias}`,
        missed: 'Je hebt twee keer niet op een aanbod gereageerd. Daarom sta je op pauze.',
        backOn: 'Weer in dienst',
        breather: 'Even bijkomen: je krijgt nu geen aanbod.',
        breatherLeft: (time: string) => `Nog ${time}`,
        ready: 'Ik ben er weer',
    },
    keys: {
        title: 'Sleutelzin',
        about: 'Met je sleutelzin open je je sleutel op deze pagina. Pas dan kun je in dienst en kun je berichten lezen.',
        again: 'De pagina is opnieuw geladen. Vul je sleutelzin weer in: dan kun je je gesprekken weer lezen en verder schrijven.',
        label: 'Jouw sleutelzin',
        hint: 'De zin blijft niet bewaard en gaat nooit naar de server.',
        show: 'Toon wat ik typ',
        submit: 'Sleutel openen',
        busy: 'Bezig met openen. Dit duurt een paar tellen…',
        opened: 'Je sleutel is open.',
        faults: keyFaults,
        none: 'Voor jou is nog geen sleutel gemaakt. Zonder sleutel kun je niet in dienst. Vraag de beheerder van je organisatie om er een te maken.',
        ends: (date: string) =>
            `Je sleutel geldt tot en met ${date}. Vraag de beheerder van je organisatie op tijd om een nieuwe.`,
        first: 'Vul eerst je sleutelzin in.',
        noneFirst: 'Dit kan pas als er een sleutel voor je is.',
        locked: 'Vergrendeld',
        lockedTalk: 'Dit gesprek is vergrendeld. Vul je sleutelzin in om te lezen en te schrijven.',
    },
    panes: {
        label: 'Weergave',
        list: 'Gesprekken',
        talk: 'Gesprek',
        side: 'Overdracht en notities',
        unread: (count: number) => (count === 1 ? '1 nieuw bericht' : `${count} nieuwe berichten`),
    },
    sound: 'Geluid bij een aanbod',
    offers: {
        title: 'Aanbod',
        kinds: offerKinds,
        arrived: (kind: string, desk: string) => `${kind} voor ${desk}. Neem aan of weiger.`,
        language: (name: string) => `Taal: ${name}`,
        tags: 'Kenmerken',
        noTags: 'Geen kenmerken gekozen',
        urgent: 'Spoed',
        named: 'Je collega vraagt jou in het bijzonder. Neem je niet aan, dan hoort je collega dat.',
        onCall: 'Je hebt piket en niemand anders is vrij. Daarom heb je langer de tijd.',
        left: (time: string) => `Nog ${time}`,
        accept: 'Aannemen',
        decline: 'Weigeren',
        why: 'Waarom weiger je?',
        declineReasons,
        keep: 'Toch niet weigeren',
        lapsed: (desk: string) => `Het aanbod voor ${desk} is er niet meer.`,
    },
    list: {
        title: 'Gesprekken',
        none: 'Je hebt geen gesprekken.',
        noneOn: 'Zodra er een bezoeker voor je is, verschijnt bovenaan een aanbod.',
        noneOff: 'Kies In dienst om bezoekers te krijgen.',
        nonePause: 'Je staat op pauze: je krijgt geen nieuwe bezoekers.',
        name: (number: number) => `Gesprek ${number}`,
        states: listStates,
        unread: (count: number) => (count === 1 ? '1 ongelezen' : `${count} ongelezen`),
    },
    talk: {
        none: 'Geen gesprek open',
        noneHint: 'Kies een gesprek uit de lijst, of wacht op een aanbod.',
        loading: 'Het gesprek wordt geladen…',
        log: 'Berichten van het gesprek',
        empty: 'Nog geen berichten. Begroet de bezoeker.',
        missing: 'Er ontbreekt een bericht.',
        unread: {
            waiting: 'Nog versleuteld. We wachten op de sleutel van de bezoeker.',
            locked: 'Vergrendeld. Vul je sleutelzin in om dit te lezen.',
            withheld: 'De bezoeker koos ervoor dit niet te delen.',
            lost: 'Dit is van voor het herladen van de pagina en niet meer te lezen.',
            altered:
                'Let op: dit bericht is onderweg veranderd. Daarom zie je het niet. Meld dit aan je beheerder.',
        },
        notices,
        noticesOfMe,
        signs,
        people: 'Wie er zijn',
        present: 'aanwezig',
        away: 'geen verbinding',
        awayLeft: (time: string) => `geen verbinding, nog ${time}`,
        typing: (who: string) => `${who} typt…`,
        tags: 'Kenmerken van de bezoeker',
        end: 'Gesprek beëindigen',
        endTitle: 'Gesprek beëindigen?',
        endText: 'De bezoeker kan daarna niets meer schrijven. Heb je afscheid genomen?',
        endYes: 'Ja, beëindigen',
        endNo: 'Nee, doorgaan',
        endBlocked: {
            transfer: 'Beëindigen kan pas als de overdracht klaar of gestopt is.',
            visitor_away: 'Beëindigen kan pas als de bezoeker terug is, of als de tijd om is.',
        },
        alarm: 'Let op: in dit gesprek is onderweg iets veranderd. Schrijf niets vertrouwelijks meer en meld dit aan je beheerder.',
        waitsForKey:
            'We wachten op de sleutel van de bezoeker. Wat je schrijft, gaat weg zodra die er is.',
        brokeOff: 'Het gesprek brak af. Misschien is een laatste bericht niet aangekomen.',
        words: {
            title: 'Vergelijk vier woorden',
            how: 'De bezoeker ziet dezelfde woorden, als er niemand tussen zit. Lees ze elkaar voor als een van jullie dat wil: aan de telefoon, niet in de chat. Zijn ze anders? Stop dan het gesprek. Er komen nieuwe woorden als er iemand bij komt of weggaat.',
            failed: 'De woorden konden niet worden geladen.',
            none: 'De woorden komen er zodra de sleutel van de bezoeker er is.',
        },
        notShared: 'De bezoeker heeft ervoor gekozen het gesprek tot nu toe niet te delen.',
        notYet: 'Je kunt hier schrijven zodra je collega je voorstelt aan de bezoeker.',
        readOnly: 'Je kunt in dit gesprek niet meer schrijven.',
        handedOver: 'Je collega heeft het gesprek overgenomen. Je leest het niet meer mee.',
        threePresent: (who: string) => `Nu met zijn drieën: de bezoeker, jij en ${who}.`,
    },
    composer: {
        talk: 'Bericht aan de bezoeker',
        talkThree: (who: string) => `Bericht aan de bezoeker en ${who}`,
        briefing: (who: string) => `Bericht aan ${who}; de bezoeker ziet dit niet`,
        notes: 'Notitie voor jezelf',
        hint: 'Enter verstuurt, Shift+Enter geeft een nieuwe regel.',
        send: 'Versturen',
        sendBriefing: 'Stuur naar collega',
        sendNotes: 'Notitie bewaren',
        tooLong: 'Dit bericht is te lang. Stuur het in delen.',
    },
    notes: {
        title: 'Eigen notities',
        about: 'Alleen jij ziet dit. Notities gaan nooit mee met een overdracht.',
        log: 'Je eigen notities',
        none: 'Nog geen notities.',
        unread: {
            waiting: 'Vergrendeld. Vul je sleutelzin in om dit te lezen.',
            locked: 'Vergrendeld. Vul je sleutelzin in om dit te lezen.',
            withheld: 'Dit is van voor het herladen van de pagina en niet meer te lezen.',
            lost: 'Dit is van voor het herladen van de pagina en niet meer te lezen.',
            altered: 'Let op: deze notitie is veranderd. Daarom zie je haar niet.',
        },
    },
    briefing: {
        title: 'Overleg met je collega',
        unseen: 'De bezoeker ziet dit NIET',
        log: 'Overleg met je collega; de bezoeker ziet dit niet',
        none: 'Nog niets gezegd. Vertel je collega kort wat er speelt.',
        waiting: 'Nog versleuteld. We wachten op de sleutel van je collega.',
        waitsForKey: 'We wachten op de sleutel van je collega. Wat je schrijft, gaat weg zodra die er is.',
        notTrusted:
            'Let op: de sleutel van je collega klopt niet. Jullie kunnen elkaar hier niet schrijven. Stop de overdracht en meld dit aan je beheerder.',
        otherVisitor:
            'Let op: je collega ziet een andere sleutel van de bezoeker dan jij. Neem niet over en meld dit aan je beheerder.',
        with: (who: string) => `Met ${who}`,
    },
    transfer: {
        title: 'Warme overdracht',
        propose: 'Overdracht voorstellen',
        proposeAgain: 'Opnieuw voorstellen',
        proposeTo: (desk: string) => `Stel ${desk} voor`,
        fallbacks: 'Deze loketten vangen op:',
        about: 'Breng de bezoeker samen met een collega naar een ander loket. Jij blijft tot de overdracht klaar is.',
        desks: 'Naar welk loket?',
        filter: 'Zoek een loket',
        noDesks: 'Geen loket gevonden.',
        waitingForBoard: 'De lijst met loketten wordt geladen…',
        onDuty: (count: number) => `${count} in dienst`,
        free: (count: number) => (count === 1 ? '1 plaats vrij' : `${count} plaatsen vrij`),
        wait: (time: string) => `wachttijd ${time}`,
        fits: 'past bij de kenmerken',
        noChoices,
        whom: 'Aan wie?',
        whomHint: 'Kies je een collega, dan vragen we alleen die. Kan die niet, dan hoor je het.',
        anybody: 'Wie het eerst vrij is',
        busy: 'nu niet vrij',
        colleagueGone: 'Deze collega is niet meer in dienst',
        onlyTo: (who: string) => `We vragen alleen ${who}.`,
        tags: 'Kenmerken die meegaan',
        changeTags: 'Kenmerken wijzigen',
        note: 'Notitie voor de collega',
        noteHint: 'De bezoeker leest deze tekst en kan haar wijzigen. Schrijf geen namen op.',
        ask: 'Vraag de bezoeker',
        askAgain: 'Vraag de bezoeker opnieuw',
        stopForm: 'Toch niet',
        chooseDesk: 'Kies eerst een loket.',
        deskGone: 'Dit loket kan nu niet meer gekozen worden. Kies een ander loket.',
        noteTooLong: 'De notitie is te lang. Maak haar korter.',
        progress: 'Voortgang van de overdracht',
        steps,
        to: (desk: string) => `Naar ${desk}`,
        fromDesk: (desk: string, who: string) => `Van ${desk}, door ${who}`,
        left: (time: string) => `Nog ${time}`,
        standsStill: 'De tijd staat stil zolang iemand geen verbinding heeft.',
        short: 'De tijd is bijna om.',
        extend: 'Meer tijd',
        amountLabel: 'Wat de bezoeker deelt',
        amounts,
        noNote: 'De bezoeker deelt geen notitie.',
        emptyNote: 'De notitie is leeg.',
        noteUnread: {
            waiting: 'Nog versleuteld. We wachten op de sleutel van de bezoeker.',
            locked: 'Vergrendeld. Vul je sleutelzin in om dit te lezen.',
            withheld: 'De bezoeker deelt deze notitie niet.',
            lost: 'Deze notitie is niet meer te lezen.',
            altered: 'Let op: deze notitie is onderweg veranderd. Daarom zie je haar niet.',
        },
        otherThanAgreed:
            'Let op: de server toont iets anders dan de bezoeker koos. Neem niet over en meld dit aan je beheerder.',
        noKeyForNote: 'De sleutel van de bezoeker is er nog niet. Probeer het zo weer.',
        owner: {
            asked: 'De bezoeker leest wie wat te zien krijgt en kiest. Dat mag even duren.',
            seeking: 'De bezoeker is akkoord. We zoeken een collega. Praat gerust verder met de bezoeker.',
            offered: 'Een collega heeft de vraag gekregen. Praat gerust verder met de bezoeker.',
            briefing: (who: string) =>
                `${who} heeft aangenomen. Overleg samen; de bezoeker weet dat jullie overleggen. Stel je collega daarna voor.`,
            introduced: (who: string) =>
                `${who} is nu ook in het gesprek. Draag over als de bezoeker er klaar voor is.`,
        },
        receiver: {
            briefing: (who: string) =>
                `Overleg met ${who}. De bezoeker ziet je nog niet. Je collega stelt je zo voor.`,
            introduced: (who: string) =>
                `${who} heeft je voorgesteld. Neem over als de bezoeker er klaar voor is.`,
        },
        completed: 'De bezoeker is nu bij jou.',
        cameWith: 'Meegekomen met de overdracht',
        edit: 'Wijzigen',
        cancel: 'Overdracht stoppen',
        introduce: 'Voorstellen aan de bezoeker',
        hand_over: 'Overdragen',
        take_over: 'Overnemen',
        give_back: 'Teruggeven',
        step_back: 'Terugstappen',
        blocked,
        endings,
        understood: 'Begrepen',
    },
    wrapUp: {
        title: 'Afronden',
        endedBy,
        handedOver: (who: string) => `De bezoeker is overgedragen aan ${who}.`,
        handedOverUnknown: 'De bezoeker is overgedragen.',
        question: 'Hoe liep het af?',
        outcomes,
        submit: 'Afronden en plaats vrijmaken',
        choose: 'Kies eerst hoe het afliep.',
    },
    news: {
        title: 'Meldingen',
        dismiss: 'Melding sluiten',
        taken_away: (name: string) =>
            `${name} is niet meer bij jou. Je verbinding was te lang weg; de bezoeker gaat naar een collega.`,
        transfer_stopped: (name: string) =>
            `${name}: de overdracht aan jou is gestopt. Je hoeft niets te doen.`,
        stepped_back: (name: string) => `${name}: je bent teruggestapt. De bezoeker houdt een collega.`,
        transfer: (name: string, step: string) => `${name}: overdracht: ${step}.`,
        visitor_away: (name: string) => `${name}: de bezoeker heeft geen verbinding.`,
        visitor_back: (name: string) => `${name}: de bezoeker heeft weer verbinding.`,
        ended: (name: string) => `${name} is voorbij. Je kunt afronden.`,
    },
    help: {
        open: 'Sneltoetsen',
        title: 'Sneltoetsen',
        key: 'Toets',
        does: 'Wat het doet',
        keys: {
            conversation: 'Ga naar gesprek 1 tot en met 9',
            accept: 'Neem het eerste aanbod aan',
            message: 'Schrijf aan de bezoeker',
            colleague: 'Schrijf aan je collega (overleg)',
            notes: 'Schrijf een eigen notitie',
            transfer: 'Ga naar de overdracht',
            help: 'Toon deze sneltoetsen',
            send: 'Verstuur het bericht',
            newLine: 'Nieuwe regel in het bericht',
            escape: 'Sluit een venster',
        },
    },
};

export type ConsoleTexts = typeof consoleTexts;
