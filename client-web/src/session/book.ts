import type { Channel } from '../protocol/generated';
import { Store } from '../store';
import type { ChannelView, ConversationView, SessionState } from './state';
import { EMPTY_SESSION } from './state';

/** The one place where the session's state is set. */
export class Book {
    readonly state = new Store<SessionState>(EMPTY_SESSION);

    set(change: Partial<SessionState>): void {
        this.state.set({ ...this.state.get(), ...change });
    }

    conversation(id: string): ConversationView | undefined {
        return this.state.get().conversations.get(id);
    }

    channel(id: string, channel: Channel): ChannelView | undefined {
        return this.conversation(id)?.channels[channel];
    }

    put(conversation: ConversationView): void {
        const conversations = new Map(this.state.get().conversations);
        conversations.set(conversation.conversation, conversation);
        this.set({ conversations });
    }

    remove(id: string): void {
        const conversations = new Map(this.state.get().conversations);
        if (conversations.delete(id)) this.set({ conversations });
    }

    /** Changes a conversation that is there; one that is not is left alone. */
    change(id: string, change: Partial<ConversationView>): void {
        const known = this.conversation(id);
        if (known) this.put({ ...known, ...change });
    }

    changeChannel(id: string, channel: Channel, change: Partial<ChannelView>): void {
        const known = this.conversation(id);
        const place = known?.channels[channel];
        if (!known || !place) return;
        this.put({ ...known, channels: { ...known.channels, [channel]: { ...place, ...change } } });
    }
}
