// Who is signed in. The sign-in itself is a cookie that scripts cannot read, so a reload keeps
// it, and so does every other tab of this browser.

import { ApiError, api, onSignedOut } from "../api/client";
import type { User } from "../api/types";
import { live } from "./live.svelte";
import { keep } from "./look.svelte";

type Standing = "asking" | "in" | "out" | "away";

let standing: Standing = $state("asking");
let user: User | undefined = $state.raw();

/** Other tabs hear when somebody signs in or out. */
const tabs = new BroadcastChannel("rajut sign-in");
tabs.onmessage = () => void session.ask();

export const session = {
  get standing(): Standing {
    return standing;
  },

  get user(): User | undefined {
    return user;
  },

  get name(): string {
    if (!user) return "";
    return `${user.first_name} ${user.last_name}`.trim() || user.username;
  },

  /** Sees amounts. */
  get seesMoney(): boolean {
    return user?.role != null && user.role !== "production";
  },

  /** Does all that the business asks for. */
  get manages(): boolean {
    return user?.role === "owner" || user?.role === "admin";
  },

  /** Moves production. */
  get works(): boolean {
    return this.manages || user?.role === "production";
  },

  get owns(): boolean {
    return user?.role === "owner";
  },

  /** Finds out who we are. */
  async ask(): Promise<void> {
    // It comes and goes with the sign-in, and scripts may read it.
    if (!/(^|; )csrftoken=./.test(document.cookie)) return leave();
    try {
      enter(await api.get<User>("/api/v1/auth/profile/"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) leave();
      else if (standing === "asking") standing = "away";
    }
  },

  async signIn(username: string, password: string): Promise<void> {
    const answer = await api.post<{ user: User }>("/api/v1/auth/login/", {
      body: { username, password },
    });
    enter(answer.user);
    tabs.postMessage("in");
  },

  async signOut(): Promise<void> {
    try {
      await api.post("/api/v1/auth/logout/");
    } finally {
      // What somebody had begun to write names a customer.
      keep("draft", "");
      leave();
      tabs.postMessage("out");
    }
  },
};

function enter(found: User): void {
  if (user?.id !== found.id) live.stop();
  user = found;
  standing = "in";
  live.start();
}

function leave(): void {
  live.stop();
  user = undefined;
  standing = "out";
}

onSignedOut(leave);
