/** Names that mean an image of somebody else's wherever they stand alone. Pure. */
import type { ImageSpec } from "../model.ts";
import type { ReferenceParts } from "./split-reference.ts";

/** Docker Official Images (https://hub.docker.com/u/library), and nothing that a repository would call its own base. */
const official = new Set(
  `adminer aerospike almalinux alpine amazoncorretto amazonlinux arangodb archlinux bash bonita buildpack-deps
  busybox caddy cassandra chronograf cirros clickhouse clojure composer consul couchbase couchdb crate dart debian
  docker drupal eclipse-mosquitto eclipse-temurin elasticsearch elixir emqx erlang fedora flink fluentd gazebo gcc
  geonetwork ghost golang gradle groovy haproxy haskell haxe hello-world httpd hylang ibm-semeru-runtimes ibmjava
  influxdb irssi jetty joomla jruby julia kapacitor kibana kong krakend liquibase logstash mageia mariadb matomo
  maven mediawiki memcached mongo mongo-express mysql nats nats-streaming neo4j neurodebian nextcloud nginx node
  odoo open-liberty openjdk opensuse oraclelinux orientdb percona perl phpmyadmin php photon plone postgres pypy
  python r-base rabbitmq redis redmine registry rethinkdb rockylinux ros ruby rust sapmachine solr sonarqube spark
  storm swift swipl telegraf tomcat tomee traefik ubuntu unit varnish vault wordpress xwiki znc zookeeper`.split(
    /\s+/,
  ),
);

/** Hosts whose folders nobody but their owners writes to. */
const foreignHosts = new Set(["nvcr.io", "mcr.microsoft.com", "registry.k8s.io"]);
/** Hosts where an official image lies under its bare name. */
const hubs = new Set([undefined, "docker.io", "index.docker.io", "registry-1.docker.io"]);

/**
 * Whether a reference that could be `spec` by its name is the upstream image that every other tool takes it for:
 * `FROM python:3.11` beside a folder `python` with a Dockerfile. One of the image's own tags, or its name alone where
 * an images file gave it that name, still means the image.
 */
export function isUpstream(
  { host, path, tag }: ReferenceParts,
  { name, tags, definedAt }: ImageSpec,
): boolean {
  if (host !== undefined && foreignHosts.has(host)) return true;
  if (!official.has(path) || !hubs.has(host)) return false;
  if (tag !== undefined && tag !== "latest") return !tags.includes(tag);
  return !definedAt.endsWith(`: images.${name}`) && !tags.includes("latest");
}

/** Docker Hub's own folder, by itself or behind a mirror: never ours. */
export function isLibrary(path: string): boolean {
  return /(?:^|\/)library\/[^/]+$/.test(path);
}
