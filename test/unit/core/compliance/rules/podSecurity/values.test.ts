import assert from 'node:assert/strict';
import { findInPod, pod } from './podCheck.js';

/** What a rule marks, by what is written. */
type Row = readonly [written: string, marked: readonly string[], version?: string];

function table(id: string, of: (written: string) => string, rows: readonly Row[]): void {
  describe(id, () => {
    for (const [written, marked, version] of rows)
      it(`${JSON.stringify(written)}${version === undefined ? '' : ` in ${version}`}: ${marked.join(', ') || 'nothing'}`, () => {
        assert.deepEqual(
          findInPod(id, of(written), version).map(found => found.marked),
          marked,
        );
      });
  });
}

const inContext = (lines: string): string => pod(`securityContext: ${lines}`);
const ofPod = (lines: string): string => pod('stdin: true', lines);
const both = (written: string): string => pod(`securityContext: ${written}`, `securityContext: ${written}`);

describe('Pod Security, value by value', () => {
  table('k8s/privileged', value => inContext(`{ privileged: ${value} }`), [
    ['true', ['true']],
    ['yes', ['yes']],
    ['On', ['On']],
    ['!!bool "true"', ['"true"']],
    ['"true"', []],
    ['!!str true', []],
    ['1', []],
    ['no', []],
    ['~', []],
    ['[true]', []],
    ['{ true: true }', []],
  ]);

  table('k8s/host-namespaces', ofPod, [
    ['hostNetwork: yes', ['yes']],
    ['hostNetwork: true\nhostPID: true\nhostIPC: true', ['true', 'true', 'true']],
    ['hostNetwork: !!bool "true"', ['"true"']],
    ['hostNetwork: "true"', []],
    ['hostNetwork: false\nhostPID:', []],
    ['hostNetwork: false\nhostNetwork: true', ['true']],
  ]);

  table('k8s/host-path', ofPod, [
    ['volumes: [{ name: a, hostPath: { path: /a } }]', ['hostPath']],
    ['volumes: [{ name: a, hostPath: {} }]', ['hostPath']],
    ['volumes: [{ name: a, hostPath: ~ }]', []],
    ['volumes: [{ name: a, hostPath: /a }, 7, ~, [], { emptyDir: {} }]', []],
    ['volumes: { hostPath: { path: /a } }', []],
  ]);

  table('k8s/docker-sock', path => ofPod(`volumes: [{ name: a, hostPath: { path: ${path} } }]`), [
    ['/var/run/docker.sock', ['/var/run/docker.sock']],
    ['"/run/docker.sock/"', ['"/run/docker.sock/"']],
    ['/run/k3s/containerd/containerd.sock', ['/run/k3s/containerd/containerd.sock']],
    ['/var/run/crio/crio.sock', ['/var/run/crio/crio.sock']],
    ['/var/run/docker.sock.d', []],
    ['/srv/mydocker.sock', []],
    ['7', []],
  ]);

  table('k8s/host-ports', value => pod(`ports: [{ containerPort: 8080, hostPort: ${value} }]`), [
    ['80', ['80']],
    ['0x50', ['0x50']],
    ['0', []],
    ['-0', []],
    ['"80"', []],
    ['~', []],
    ['[]', []],
  ]);

  table('k8s/host-probes', pod, [
    ['livenessProbe: { httpGet: { host: 10.0.0.7, port: 80 } }', ['10.0.0.7']],
    ['startupProbe: { tcpSocket: { host: db, port: 80 } }', ['db']],
    ['lifecycle: { preStop: { httpGet: { host: db, port: 80 } }, postStart: { tcpSocket: { host: b } } }', ['db', 'b']],
    ['livenessProbe: { httpGet: { host: "", port: 80 }, exec: { host: a } }', []],
    ['livenessProbe: { httpGet: { host: 10.0.0.7, port: 80 } }', [], '1.33'],
    ['livenessProbe: { httpGet: { host: 10.0.0.7, port: 80 } }', ['10.0.0.7'], '1.34'],
    ['livenessProbe: []\nlifecycle: 7', []],
  ]);

  table('k8s/capabilities-baseline', list => inContext(`{ capabilities: { add: ${list} } }`), [
    ['[CHOWN, SYS_ADMIN, "NET_RAW"]', ['SYS_ADMIN', '"NET_RAW"']],
    ['[ALL]', ['ALL']],
    ['[chown, CAP_CHOWN]', ['chown', 'CAP_CHOWN']],
    ['[NET_BIND_SERVICE]', []],
    ['[~, 7, [], {}]', []],
    ['SYS_ADMIN', []],
  ]);

  table('k8s/capabilities-restricted', lines => inContext(lines), [
    ['{ capabilities: { drop: [ALL] } }', []],
    ['{ capabilities: { drop: [NET_RAW, ALL], add: [NET_BIND_SERVICE] } }', []],
    ['{ capabilities: { drop: [all] } }', ['drop']],
    ['{ capabilities: { drop: [] } }', ['drop']],
    ['{ capabilities: { drop: } }', ['drop']],
    ['{ capabilities: {} }', ['capabilities']],
    ['{}', ['securityContext']],
    ['~', ['securityContext']],
    ['{ capabilities: { drop: ALL } }', []],
    ['7', []],
    ['{ capabilities: { drop: [ALL], add: [CHOWN, SYS_TIME] } }', ['CHOWN', 'SYS_TIME']],
    ['{}', [], '1.21'],
    ['{}', ['securityContext'], '1.22'],
  ]);

  table('k8s/proc-mount', value => inContext(`{ procMount: ${value} }`), [
    ['Unmasked', ['Unmasked']],
    ['default', ['default']],
    ['Default', []],
    ['~', []],
    ['{}', []],
  ]);

  table('k8s/selinux', options => both(`{ seLinuxOptions: ${options} }`), [
    ['{ type: spc_t }', ['spc_t', 'spc_t']],
    ['{ type: container_t, level: s0 }', []],
    ['{ type: "" , user: "", role: "" }', []],
    ['{ user: system_u, role: system_r }', ['system_u', 'system_r', 'system_u', 'system_r']],
    ['{ type: container_engine_t }', []],
    ['{ type: container_engine_t }', ['container_engine_t', 'container_engine_t'], '1.30'],
    ['{ type: container_engine_t }', [], '1.31'],
    ['[]', []],
  ]);

  table('k8s/apparmor', profile => both(`{ appArmorProfile: ${profile} }`), [
    ['{ type: Unconfined }', ['Unconfined', 'Unconfined']],
    ['{ type: RuntimeDefault }', []],
    ['{ type: Localhost, localhostProfile: shop }', []],
    ['{ type: [Unconfined] }', []],
    ['Unconfined', []],
  ]);

  table('k8s/seccomp-baseline', profile => both(`{ seccompProfile: ${profile} }`), [
    ['{ type: Unconfined }', ['Unconfined', 'Unconfined']],
    ['{ type: Localhost, localhostProfile: shop.json }', []],
    ['{}', []],
    ['~', []],
    ['{ type: Unconfined }', [], '1.18'],
    ['{ type: Unconfined }', ['Unconfined', 'Unconfined'], '1.19'],
  ]);

  table('k8s/sysctls', list => ofPod(`securityContext: { sysctls: ${list} }`), [
    ['[{ name: kernel.shm_rmid_forced, value: "1" }]', []],
    ['[{ name: kernel.msgmax, value: "1" }]', ['kernel.msgmax']],
    ['[{ name: net.ipv4.tcp_rmem }]', ['net.ipv4.tcp_rmem'], '1.31'],
    ['[{ name: net.ipv4.tcp_rmem }]', [], '1.32'],
    ['[{ name: net.ipv4.tcp_fin_timeout }]', ['net.ipv4.tcp_fin_timeout'], '1.28'],
    ['[{ name: net.ipv4.tcp_fin_timeout }]', [], '1.29'],
    ['[{ name: net.ipv4.ip_local_reserved_ports }]', ['net.ipv4.ip_local_reserved_ports'], '1.26'],
    ['[{ name: net.ipv4.tcp_notsent_lowat }]', ['net.ipv4.tcp_notsent_lowat'], '1.36'],
    ['[{ name: net.ipv4.tcp_notsent_lowat }]', [], '1.37'],
    ['[7, ~, {}, { name: 7 }, { name: [] }]', []],
    ['{ name: kernel.msgmax }', []],
  ]);

  table('k8s/windows-host-process', options => both(`{ windowsOptions: ${options} }`), [
    ['{ hostProcess: true }', ['true', 'true']],
    ['{ hostProcess: yes }', ['yes', 'yes']],
    ['{ hostProcess: false }', []],
    ['{ hostProcess: "true" }', []],
    ['true', []],
  ]);

  table('k8s/volume-types', volume => ofPod(`volumes: [{ name: a, ${volume} }]`), [
    ['nfs: { server: a, path: / }', ['nfs']],
    ['hostPath: { path: / }', ['hostPath']],
    ['gitRepo: {}', ['gitRepo']],
    ['nfs: ~', []],
    ['image: { reference: a }', []],
    ['ephemeral: {}', []],
    ['somethingNew: {}', []],
  ]);

  table('k8s/allow-privilege-escalation', inContext, [
    ['{ allowPrivilegeEscalation: false }', []],
    ['{ allowPrivilegeEscalation: off }', []],
    ['{ allowPrivilegeEscalation: true }', ['true']],
    ['{ allowPrivilegeEscalation: Yes }', ['Yes']],
    ['{ allowPrivilegeEscalation: ~ }', ['allowPrivilegeEscalation']],
    ['{ allowPrivilegeEscalation: "false" }', []],
    ['{ allowPrivilegeEscalation: {} }', []],
    ['{}', ['securityContext']],
    ['~', ['securityContext']],
    ['[]', []],
    ['{}', [], '1.7'],
  ]);

  table('k8s/run-as-user-zero', user => both(`{ runAsUser: ${user} }`), [
    ['0', ['0', '0']],
    ['0x0', ['0x0', '0x0']],
    ['-0', ['-0', '-0']],
    ['0.0', ['0.0', '0.0']],
    ['00', ['00', '00']],
    ['0o0', ['0o0', '0o0']],
    ['1', []],
    ['010', []],
    ['"0"', []],
    ['~', []],
    ['[0]', []],
    ['0', [], '1.22'],
    ['0', ['0', '0'], '1.23'],
  ]);

  table('k8s/read-only-root-fs', inContext, [
    ['{ readOnlyRootFilesystem: true }', []],
    ['{ readOnlyRootFilesystem: y }', []],
    ['{ readOnlyRootFilesystem: false }', ['false']],
    ['{ readOnlyRootFilesystem: n }', ['n']],
    ['{ readOnlyRootFilesystem: "true" }', []],
    ['{}', ['securityContext']],
    ['7', []],
  ]);
});
