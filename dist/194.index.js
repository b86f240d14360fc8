export const id = 194;
export const ids = [194];
export const modules = {

/***/ 4562:
/***/ ((__unused_webpack_module, exports, __webpack_require__) => {


exports.n = validate10;
const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","title":"a map with the key images","description":"Container images of a repository, for the ml-image-build GitHub Action.","type":"object","required":["images"],"additionalProperties":false,"patternProperties":{"^x-":{"description":"Free for your own use, for example for anchors that images merge (<<: *name)."}},"properties":{"$schema":{"type":"string","minLength":1,"title":"the address of this schema","description":"This schema, for editors of images files in JSON."},"defaults":{"type":"object","title":"a map of image keys","description":"Values for every image that does not say otherwise. Maps (args, contexts, budget) are merged key by key; lists and single values of an image replace these.","additionalProperties":false,"properties":{"dockerfile":{"type":"string","minLength":1,"title":"a path relative to the context, such as Dockerfile","description":"The Dockerfile, relative to the context. Default: Dockerfile."},"target":{"type":"string","minLength":1,"title":"the name of a stage","description":"The stage to build. Default: the last one."},"args":{"type":"object","title":"a map from build args to their values","description":"Build args (--build-arg). Per image they are merged with those of `defaults`, key by key.","propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$","title":"the name of a build arg"},"additionalProperties":{"type":["string","number","boolean","null"],"title":"a string, a number, a boolean, or nothing","description":"Numbers and booleans are passed as they are written: 3.10 stays 3.10. Without a value: the variable of that name from the environment, as buildx takes it."}},"contexts":{"type":"object","title":"a map from names to build contexts","description":"Named build contexts (--build-context). image:NAME is another image of this file; everything else is what buildx takes: a path relative to the repository root, docker-image://REFERENCE, a git or https URL, oci-layout://PATH. Merged with those of `defaults`, key by key.","propertyNames":{"type":"string","pattern":"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$","title":"the name of a context: a lower-case name, or an image reference such as python:3.11"},"additionalProperties":{"type":"string","minLength":1,"title":"a build context such as image:ml-base or libs/shared","description":"A build context."}},"secrets":{"type":"array","title":"a list of secrets","description":"Build secrets (--secret). Replaces the list of `defaults`.","items":{"type":"string","minLength":1,"title":"a secret such as id=hf_token,env=HF_TOKEN or id=key,src=key.txt","description":"id=NAME,env=VARIABLE or id=NAME,src=FILE; only an id takes the variable of that name."}},"platforms":{"type":"array","title":"a list of platforms","description":"Platforms of the image. Default: [linux/amd64]. Replaces the list of `defaults`.","minItems":1,"items":{"type":"string","pattern":"^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$","title":"a platform such as linux/amd64 or linux/arm64","description":"OS/ARCHITECTURE[/VARIANT], as BuildKit names them."}},"runtime":{"enum":["container","lambda"],"title":"\"container\" or \"lambda\"","description":"lambda: one image manifest with gzip layers, the only form that AWS Lambda takes; one platform. Default: container."},"timeout-minutes":{"type":"number","exclusiveMinimum":0,"maximum":7200,"title":"minutes greater than 0, at most 7200 (5 days, when GitHub ends any job)","description":"How long the build may take. Finished layers are kept when the time is over."},"tags":{"type":"array","title":"a list of tags","description":"Tags that move to the image of a trusted run. Replaces the list of `defaults`.","items":{"type":"string","pattern":"^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$","title":"a tag such as latest (letters, digits, \".\", \"_\", \"-\"; not src-…, which this tool sets itself)","description":"A tag, without repository and colon."}},"link":{"enum":["auto","off"],"title":"\"auto\" or \"off\"","description":"auto: build COPY as COPY --link where that is provably the same. Default: off."},"lazy":{"enum":["auto",true,false],"title":"\"auto\", true or false","description":"Whether cached layers are read on demand, instead of what the input `lazy` says. true counts for runtime: lambda too."},"budget":{"type":"object","title":"a map with size-mb and seconds","description":"What the image may cost; past it a report's flag becomes a failure. Default: none.","additionalProperties":false,"properties":{"size-mb":{"type":"number","exclusiveMinimum":0,"title":"megabytes greater than 0","description":"Compressed size of all layers."},"seconds":{"type":"number","exclusiveMinimum":0,"title":"seconds greater than 0","description":"Duration of the build."}}}}},"images":{"type":"object","title":"a map from names to images","description":"The images by name.","minProperties":1,"propertyNames":{"type":"string","pattern":"^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*$","maxLength":128,"title":"the name of an image: lower-case letters and digits, with single . _ or - between them"},"additionalProperties":{"type":"object","title":"a map with at least a context","required":["context"],"additionalProperties":false,"properties":{"context":{"type":"string","minLength":1,"title":"a path relative to the repository root, such as docker/ml-base","description":"The build context, relative to the repository root (\".\" is the root itself), or a git or https URL."},"dockerfile":{"type":"string","minLength":1,"title":"a path relative to the context, such as Dockerfile","description":"The Dockerfile, relative to the context. Default: Dockerfile."},"target":{"type":"string","minLength":1,"title":"the name of a stage","description":"The stage to build. Default: the last one."},"args":{"type":"object","title":"a map from build args to their values","description":"Build args (--build-arg). Per image they are merged with those of `defaults`, key by key.","propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$","title":"the name of a build arg"},"additionalProperties":{"type":["string","number","boolean","null"],"title":"a string, a number, a boolean, or nothing","description":"Numbers and booleans are passed as they are written: 3.10 stays 3.10. Without a value: the variable of that name from the environment, as buildx takes it."}},"contexts":{"type":"object","title":"a map from names to build contexts","description":"Named build contexts (--build-context). image:NAME is another image of this file; everything else is what buildx takes: a path relative to the repository root, docker-image://REFERENCE, a git or https URL, oci-layout://PATH. Merged with those of `defaults`, key by key.","propertyNames":{"type":"string","pattern":"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$","title":"the name of a context: a lower-case name, or an image reference such as python:3.11"},"additionalProperties":{"type":"string","minLength":1,"title":"a build context such as image:ml-base or libs/shared","description":"A build context."}},"secrets":{"type":"array","title":"a list of secrets","description":"Build secrets (--secret). Replaces the list of `defaults`.","items":{"type":"string","minLength":1,"title":"a secret such as id=hf_token,env=HF_TOKEN or id=key,src=key.txt","description":"id=NAME,env=VARIABLE or id=NAME,src=FILE; only an id takes the variable of that name."}},"platforms":{"type":"array","title":"a list of platforms","description":"Platforms of the image. Default: [linux/amd64]. Replaces the list of `defaults`.","minItems":1,"items":{"type":"string","pattern":"^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$","title":"a platform such as linux/amd64 or linux/arm64","description":"OS/ARCHITECTURE[/VARIANT], as BuildKit names them."}},"runtime":{"enum":["container","lambda"],"title":"\"container\" or \"lambda\"","description":"lambda: one image manifest with gzip layers, the only form that AWS Lambda takes; one platform. Default: container."},"timeout-minutes":{"type":"number","exclusiveMinimum":0,"maximum":7200,"title":"minutes greater than 0, at most 7200 (5 days, when GitHub ends any job)","description":"How long the build may take. Finished layers are kept when the time is over."},"tags":{"type":"array","title":"a list of tags","description":"Tags that move to the image of a trusted run. Replaces the list of `defaults`.","items":{"type":"string","pattern":"^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$","title":"a tag such as latest (letters, digits, \".\", \"_\", \"-\"; not src-…, which this tool sets itself)","description":"A tag, without repository and colon."}},"link":{"enum":["auto","off"],"title":"\"auto\" or \"off\"","description":"auto: build COPY as COPY --link where that is provably the same. Default: off."},"lazy":{"enum":["auto",true,false],"title":"\"auto\", true or false","description":"Whether cached layers are read on demand, instead of what the input `lazy` says. true counts for runtime: lambda too."},"budget":{"type":"object","title":"a map with size-mb and seconds","description":"What the image may cost; past it a report's flag becomes a failure. Default: none.","additionalProperties":false,"properties":{"size-mb":{"type":"number","exclusiveMinimum":0,"title":"megabytes greater than 0","description":"Compressed size of all layers."},"seconds":{"type":"number","exclusiveMinimum":0,"title":"seconds greater than 0","description":"Duration of the build."}}},"repositories":{"type":"array","title":"a list of repositories","description":"Where the image goes, below the registry; several get the same build. Default: the image's name.","minItems":1,"uniqueItems":true,"items":{"type":"string","pattern":"^(?!localhost/)(?![^/]*\\.[^/]*/)[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*$","maxLength":255,"title":"a repository below the registry such as team/chord-detector, without host and tag","description":"Lower-case path below the registry input, without host and tag."}},"parameter":{"type":"string","pattern":"^[A-Za-z0-9]{1,255}$","title":"the name of a CloudFormation parameter (letters and digits only)","description":"The CloudFormation parameter that takes the image's URI."}}}}}};
const pattern0 = new RegExp("^x-", "u");
const pattern1 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const pattern2 = new RegExp("^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$", "u");
const pattern3 = new RegExp("^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$", "u");
const pattern4 = new RegExp("^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", "u");
const pattern5 = new RegExp("^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*$", "u");
const pattern10 = new RegExp("^(?!localhost/)(?![^/]*\\.[^/]*/)[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*$", "u");
const pattern11 = new RegExp("^[A-Za-z0-9]{1,255}$", "u");
const func2 = (__webpack_require__(6214)/* ["default"] */ .A);
const func3 = Object.prototype.hasOwnProperty;

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.images === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "images"},message:"must have required property '"+"images"+"'",schema:schema11.required,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "$schema") || (key0 === "defaults")) || (key0 === "images")) || (pattern0.test(key0)))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.$schema !== undefined){
let data0 = data.$schema;
if(typeof data0 === "string"){
if(func2(data0) < 1){
const err2 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.$schema,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.$schema.type,parentSchema:schema11.properties.$schema,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.defaults !== undefined){
let data1 = data.defaults;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
if(!(func3.call(schema11.properties.defaults.properties, key1))){
const err4 = {instancePath:instancePath+"/defaults",schemaPath:"#/properties/defaults/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.defaults,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data1.dockerfile !== undefined){
let data2 = data1.dockerfile;
if(typeof data2 === "string"){
if(func2(data2) < 1){
const err5 = {instancePath:instancePath+"/defaults/dockerfile",schemaPath:"#/properties/defaults/properties/dockerfile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.defaults.properties.dockerfile,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/defaults/dockerfile",schemaPath:"#/properties/defaults/properties/dockerfile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.dockerfile.type,parentSchema:schema11.properties.defaults.properties.dockerfile,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data1.target !== undefined){
let data3 = data1.target;
if(typeof data3 === "string"){
if(func2(data3) < 1){
const err7 = {instancePath:instancePath+"/defaults/target",schemaPath:"#/properties/defaults/properties/target/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.defaults.properties.target,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/defaults/target",schemaPath:"#/properties/defaults/properties/target/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.target.type,parentSchema:schema11.properties.defaults.properties.target,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data1.args !== undefined){
let data4 = data1.args;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key2 in data4){
const _errs13 = errors;
if(typeof key2 === "string"){
if(!pattern1.test(key2)){
const err9 = {instancePath:instancePath+"/defaults/args",schemaPath:"#/properties/defaults/properties/args/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},message:"must match pattern \""+"^[A-Za-z_][A-Za-z0-9_]*$"+"\"",schema:"^[A-Za-z_][A-Za-z0-9_]*$",parentSchema:schema11.properties.defaults.properties.args.propertyNames,data:key2,propertyName:key2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/defaults/args",schemaPath:"#/properties/defaults/properties/args/propertyNames/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.args.propertyNames.type,parentSchema:schema11.properties.defaults.properties.args.propertyNames,data:key2,propertyName:key2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var valid2 = _errs13 === errors;
if(!valid2){
const err11 = {instancePath:instancePath+"/defaults/args",schemaPath:"#/properties/defaults/properties/args/propertyNames",keyword:"propertyNames",params:{propertyName: key2},message:"property name must be valid",schema:schema11.properties.defaults.properties.args.propertyNames,parentSchema:schema11.properties.defaults.properties.args,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
for(const key3 in data4){
let data5 = data4[key3];
if((((typeof data5 !== "string") && (!((typeof data5 == "number") && (isFinite(data5))))) && (typeof data5 !== "boolean")) && (data5 !== null)){
const err12 = {instancePath:instancePath+"/defaults/args/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/defaults/properties/args/additionalProperties/type",keyword:"type",params:{type: schema11.properties.defaults.properties.args.additionalProperties.type},message:"must be string,number,boolean,null",schema:schema11.properties.defaults.properties.args.additionalProperties.type,parentSchema:schema11.properties.defaults.properties.args.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/defaults/args",schemaPath:"#/properties/defaults/properties/args/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.defaults.properties.args.type,parentSchema:schema11.properties.defaults.properties.args,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data1.contexts !== undefined){
let data6 = data1.contexts;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key4 in data6){
const _errs20 = errors;
if(typeof key4 === "string"){
if(!pattern2.test(key4)){
const err14 = {instancePath:instancePath+"/defaults/contexts",schemaPath:"#/properties/defaults/properties/contexts/propertyNames/pattern",keyword:"pattern",params:{pattern: "^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$"},message:"must match pattern \""+"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$"+"\"",schema:"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$",parentSchema:schema11.properties.defaults.properties.contexts.propertyNames,data:key4,propertyName:key4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/defaults/contexts",schemaPath:"#/properties/defaults/properties/contexts/propertyNames/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.contexts.propertyNames.type,parentSchema:schema11.properties.defaults.properties.contexts.propertyNames,data:key4,propertyName:key4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var valid4 = _errs20 === errors;
if(!valid4){
const err16 = {instancePath:instancePath+"/defaults/contexts",schemaPath:"#/properties/defaults/properties/contexts/propertyNames",keyword:"propertyNames",params:{propertyName: key4},message:"property name must be valid",schema:schema11.properties.defaults.properties.contexts.propertyNames,parentSchema:schema11.properties.defaults.properties.contexts,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
for(const key5 in data6){
let data7 = data6[key5];
if(typeof data7 === "string"){
if(func2(data7) < 1){
const err17 = {instancePath:instancePath+"/defaults/contexts/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/defaults/properties/contexts/additionalProperties/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.defaults.properties.contexts.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/defaults/contexts/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/defaults/properties/contexts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.contexts.additionalProperties.type,parentSchema:schema11.properties.defaults.properties.contexts.additionalProperties,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/defaults/contexts",schemaPath:"#/properties/defaults/properties/contexts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.defaults.properties.contexts.type,parentSchema:schema11.properties.defaults.properties.contexts,data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data1.secrets !== undefined){
let data8 = data1.secrets;
if(Array.isArray(data8)){
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
let data9 = data8[i0];
if(typeof data9 === "string"){
if(func2(data9) < 1){
const err20 = {instancePath:instancePath+"/defaults/secrets/" + i0,schemaPath:"#/properties/defaults/properties/secrets/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.defaults.properties.secrets.items,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/defaults/secrets/" + i0,schemaPath:"#/properties/defaults/properties/secrets/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.secrets.items.type,parentSchema:schema11.properties.defaults.properties.secrets.items,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/defaults/secrets",schemaPath:"#/properties/defaults/properties/secrets/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.defaults.properties.secrets.type,parentSchema:schema11.properties.defaults.properties.secrets,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data1.platforms !== undefined){
let data10 = data1.platforms;
if(Array.isArray(data10)){
if(data10.length < 1){
const err23 = {instancePath:instancePath+"/defaults/platforms",schemaPath:"#/properties/defaults/properties/platforms/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema11.properties.defaults.properties.platforms,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
let data11 = data10[i1];
if(typeof data11 === "string"){
if(!pattern3.test(data11)){
const err24 = {instancePath:instancePath+"/defaults/platforms/" + i1,schemaPath:"#/properties/defaults/properties/platforms/items/pattern",keyword:"pattern",params:{pattern: "^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$"},message:"must match pattern \""+"^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$"+"\"",schema:"^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$",parentSchema:schema11.properties.defaults.properties.platforms.items,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/defaults/platforms/" + i1,schemaPath:"#/properties/defaults/properties/platforms/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.platforms.items.type,parentSchema:schema11.properties.defaults.properties.platforms.items,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath:instancePath+"/defaults/platforms",schemaPath:"#/properties/defaults/properties/platforms/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.defaults.properties.platforms.type,parentSchema:schema11.properties.defaults.properties.platforms,data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data1.runtime !== undefined){
let data12 = data1.runtime;
if(!((data12 === "container") || (data12 === "lambda"))){
const err27 = {instancePath:instancePath+"/defaults/runtime",schemaPath:"#/properties/defaults/properties/runtime/enum",keyword:"enum",params:{allowedValues: schema11.properties.defaults.properties.runtime.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.defaults.properties.runtime.enum,parentSchema:schema11.properties.defaults.properties.runtime,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data1["timeout-minutes"] !== undefined){
let data13 = data1["timeout-minutes"];
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 7200 || isNaN(data13)){
const err28 = {instancePath:instancePath+"/defaults/timeout-minutes",schemaPath:"#/properties/defaults/properties/timeout-minutes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 7200},message:"must be <= 7200",schema:7200,parentSchema:schema11.properties.defaults.properties["timeout-minutes"],data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(data13 <= 0 || isNaN(data13)){
const err29 = {instancePath:instancePath+"/defaults/timeout-minutes",schemaPath:"#/properties/defaults/properties/timeout-minutes/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},message:"must be > 0",schema:0,parentSchema:schema11.properties.defaults.properties["timeout-minutes"],data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/defaults/timeout-minutes",schemaPath:"#/properties/defaults/properties/timeout-minutes/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema11.properties.defaults.properties["timeout-minutes"].type,parentSchema:schema11.properties.defaults.properties["timeout-minutes"],data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data1.tags !== undefined){
let data14 = data1.tags;
if(Array.isArray(data14)){
const len2 = data14.length;
for(let i2=0; i2<len2; i2++){
let data15 = data14[i2];
if(typeof data15 === "string"){
if(!pattern4.test(data15)){
const err31 = {instancePath:instancePath+"/defaults/tags/" + i2,schemaPath:"#/properties/defaults/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"},message:"must match pattern \""+"^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"+"\"",schema:"^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",parentSchema:schema11.properties.defaults.properties.tags.items,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/defaults/tags/" + i2,schemaPath:"#/properties/defaults/properties/tags/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.defaults.properties.tags.items.type,parentSchema:schema11.properties.defaults.properties.tags.items,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/defaults/tags",schemaPath:"#/properties/defaults/properties/tags/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.defaults.properties.tags.type,parentSchema:schema11.properties.defaults.properties.tags,data:data14};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data1.link !== undefined){
let data16 = data1.link;
if(!((data16 === "auto") || (data16 === "off"))){
const err34 = {instancePath:instancePath+"/defaults/link",schemaPath:"#/properties/defaults/properties/link/enum",keyword:"enum",params:{allowedValues: schema11.properties.defaults.properties.link.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.defaults.properties.link.enum,parentSchema:schema11.properties.defaults.properties.link,data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data1.lazy !== undefined){
let data17 = data1.lazy;
if(!(((data17 === "auto") || (data17 === true)) || (data17 === false))){
const err35 = {instancePath:instancePath+"/defaults/lazy",schemaPath:"#/properties/defaults/properties/lazy/enum",keyword:"enum",params:{allowedValues: schema11.properties.defaults.properties.lazy.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.defaults.properties.lazy.enum,parentSchema:schema11.properties.defaults.properties.lazy,data:data17};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data1.budget !== undefined){
let data18 = data1.budget;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key6 in data18){
if(!((key6 === "size-mb") || (key6 === "seconds"))){
const err36 = {instancePath:instancePath+"/defaults/budget",schemaPath:"#/properties/defaults/properties/budget/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.defaults.properties.budget,data:data18};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data18["size-mb"] !== undefined){
let data19 = data18["size-mb"];
if((typeof data19 == "number") && (isFinite(data19))){
if(data19 <= 0 || isNaN(data19)){
const err37 = {instancePath:instancePath+"/defaults/budget/size-mb",schemaPath:"#/properties/defaults/properties/budget/properties/size-mb/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},message:"must be > 0",schema:0,parentSchema:schema11.properties.defaults.properties.budget.properties["size-mb"],data:data19};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/defaults/budget/size-mb",schemaPath:"#/properties/defaults/properties/budget/properties/size-mb/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema11.properties.defaults.properties.budget.properties["size-mb"].type,parentSchema:schema11.properties.defaults.properties.budget.properties["size-mb"],data:data19};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data18.seconds !== undefined){
let data20 = data18.seconds;
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 <= 0 || isNaN(data20)){
const err39 = {instancePath:instancePath+"/defaults/budget/seconds",schemaPath:"#/properties/defaults/properties/budget/properties/seconds/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},message:"must be > 0",schema:0,parentSchema:schema11.properties.defaults.properties.budget.properties.seconds,data:data20};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
else {
const err40 = {instancePath:instancePath+"/defaults/budget/seconds",schemaPath:"#/properties/defaults/properties/budget/properties/seconds/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema11.properties.defaults.properties.budget.properties.seconds.type,parentSchema:schema11.properties.defaults.properties.budget.properties.seconds,data:data20};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
else {
const err41 = {instancePath:instancePath+"/defaults/budget",schemaPath:"#/properties/defaults/properties/budget/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.defaults.properties.budget.type,parentSchema:schema11.properties.defaults.properties.budget,data:data18};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/defaults",schemaPath:"#/properties/defaults/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.defaults.type,parentSchema:schema11.properties.defaults,data:data1};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.images !== undefined){
let data21 = data.images;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
if(Object.keys(data21).length < 1){
const err43 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema11.properties.images,data:data21};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
for(const key7 in data21){
const _errs51 = errors;
if(typeof key7 === "string"){
if(func2(key7) > 128){
const err44 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/propertyNames/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters",schema:128,parentSchema:schema11.properties.images.propertyNames,data:key7,propertyName:key7};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(!pattern5.test(key7)){
const err45 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*$"},message:"must match pattern \""+"^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*$"+"\"",schema:"^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*$",parentSchema:schema11.properties.images.propertyNames,data:key7,propertyName:key7};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
else {
const err46 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/propertyNames/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.propertyNames.type,parentSchema:schema11.properties.images.propertyNames,data:key7,propertyName:key7};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
var valid13 = _errs51 === errors;
if(!valid13){
const err47 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/propertyNames",keyword:"propertyNames",params:{propertyName: key7},message:"property name must be valid",schema:schema11.properties.images.propertyNames,parentSchema:schema11.properties.images,data:data21};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
for(const key8 in data21){
let data22 = data21[key8];
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.context === undefined){
const err48 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/required",keyword:"required",params:{missingProperty: "context"},message:"must have required property '"+"context"+"'",schema:schema11.properties.images.additionalProperties.required,parentSchema:schema11.properties.images.additionalProperties,data:data22};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
for(const key9 in data22){
if(!(func3.call(schema11.properties.images.additionalProperties.properties, key9))){
const err49 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.images.additionalProperties,data:data22};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data22.context !== undefined){
let data23 = data22.context;
if(typeof data23 === "string"){
if(func2(data23) < 1){
const err50 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/context",schemaPath:"#/properties/images/additionalProperties/properties/context/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.context,data:data23};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/context",schemaPath:"#/properties/images/additionalProperties/properties/context/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.context.type,parentSchema:schema11.properties.images.additionalProperties.properties.context,data:data23};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data22.dockerfile !== undefined){
let data24 = data22.dockerfile;
if(typeof data24 === "string"){
if(func2(data24) < 1){
const err52 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/dockerfile",schemaPath:"#/properties/images/additionalProperties/properties/dockerfile/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.dockerfile,data:data24};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/dockerfile",schemaPath:"#/properties/images/additionalProperties/properties/dockerfile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.dockerfile.type,parentSchema:schema11.properties.images.additionalProperties.properties.dockerfile,data:data24};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data22.target !== undefined){
let data25 = data22.target;
if(typeof data25 === "string"){
if(func2(data25) < 1){
const err54 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/target",schemaPath:"#/properties/images/additionalProperties/properties/target/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.target,data:data25};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
else {
const err55 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/target",schemaPath:"#/properties/images/additionalProperties/properties/target/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.target.type,parentSchema:schema11.properties.images.additionalProperties.properties.target,data:data25};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data22.args !== undefined){
let data26 = data22.args;
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
for(const key10 in data26){
const _errs65 = errors;
if(typeof key10 === "string"){
if(!pattern1.test(key10)){
const err56 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/args",schemaPath:"#/properties/images/additionalProperties/properties/args/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},message:"must match pattern \""+"^[A-Za-z_][A-Za-z0-9_]*$"+"\"",schema:"^[A-Za-z_][A-Za-z0-9_]*$",parentSchema:schema11.properties.images.additionalProperties.properties.args.propertyNames,data:key10,propertyName:key10};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
else {
const err57 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/args",schemaPath:"#/properties/images/additionalProperties/properties/args/propertyNames/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.args.propertyNames.type,parentSchema:schema11.properties.images.additionalProperties.properties.args.propertyNames,data:key10,propertyName:key10};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
var valid16 = _errs65 === errors;
if(!valid16){
const err58 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/args",schemaPath:"#/properties/images/additionalProperties/properties/args/propertyNames",keyword:"propertyNames",params:{propertyName: key10},message:"property name must be valid",schema:schema11.properties.images.additionalProperties.properties.args.propertyNames,parentSchema:schema11.properties.images.additionalProperties.properties.args,data:data26};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
for(const key11 in data26){
let data27 = data26[key11];
if((((typeof data27 !== "string") && (!((typeof data27 == "number") && (isFinite(data27))))) && (typeof data27 !== "boolean")) && (data27 !== null)){
const err59 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/args/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/properties/args/additionalProperties/type",keyword:"type",params:{type: schema11.properties.images.additionalProperties.properties.args.additionalProperties.type},message:"must be string,number,boolean,null",schema:schema11.properties.images.additionalProperties.properties.args.additionalProperties.type,parentSchema:schema11.properties.images.additionalProperties.properties.args.additionalProperties,data:data27};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/args",schemaPath:"#/properties/images/additionalProperties/properties/args/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.images.additionalProperties.properties.args.type,parentSchema:schema11.properties.images.additionalProperties.properties.args,data:data26};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data22.contexts !== undefined){
let data28 = data22.contexts;
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
for(const key12 in data28){
const _errs72 = errors;
if(typeof key12 === "string"){
if(!pattern2.test(key12)){
const err61 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/contexts",schemaPath:"#/properties/images/additionalProperties/properties/contexts/propertyNames/pattern",keyword:"pattern",params:{pattern: "^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$"},message:"must match pattern \""+"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$"+"\"",schema:"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$",parentSchema:schema11.properties.images.additionalProperties.properties.contexts.propertyNames,data:key12,propertyName:key12};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/contexts",schemaPath:"#/properties/images/additionalProperties/properties/contexts/propertyNames/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.contexts.propertyNames.type,parentSchema:schema11.properties.images.additionalProperties.properties.contexts.propertyNames,data:key12,propertyName:key12};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
var valid18 = _errs72 === errors;
if(!valid18){
const err63 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/contexts",schemaPath:"#/properties/images/additionalProperties/properties/contexts/propertyNames",keyword:"propertyNames",params:{propertyName: key12},message:"property name must be valid",schema:schema11.properties.images.additionalProperties.properties.contexts.propertyNames,parentSchema:schema11.properties.images.additionalProperties.properties.contexts,data:data28};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
for(const key13 in data28){
let data29 = data28[key13];
if(typeof data29 === "string"){
if(func2(data29) < 1){
const err64 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/contexts/" + key13.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/properties/contexts/additionalProperties/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.contexts.additionalProperties,data:data29};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
else {
const err65 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/contexts/" + key13.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/properties/contexts/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.contexts.additionalProperties.type,parentSchema:schema11.properties.images.additionalProperties.properties.contexts.additionalProperties,data:data29};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
}
else {
const err66 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/contexts",schemaPath:"#/properties/images/additionalProperties/properties/contexts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.images.additionalProperties.properties.contexts.type,parentSchema:schema11.properties.images.additionalProperties.properties.contexts,data:data28};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
if(data22.secrets !== undefined){
let data30 = data22.secrets;
if(Array.isArray(data30)){
const len3 = data30.length;
for(let i3=0; i3<len3; i3++){
let data31 = data30[i3];
if(typeof data31 === "string"){
if(func2(data31) < 1){
const err67 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/secrets/" + i3,schemaPath:"#/properties/images/additionalProperties/properties/secrets/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.secrets.items,data:data31};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/secrets/" + i3,schemaPath:"#/properties/images/additionalProperties/properties/secrets/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.secrets.items.type,parentSchema:schema11.properties.images.additionalProperties.properties.secrets.items,data:data31};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
else {
const err69 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/secrets",schemaPath:"#/properties/images/additionalProperties/properties/secrets/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.images.additionalProperties.properties.secrets.type,parentSchema:schema11.properties.images.additionalProperties.properties.secrets,data:data30};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data22.platforms !== undefined){
let data32 = data22.platforms;
if(Array.isArray(data32)){
if(data32.length < 1){
const err70 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/platforms",schemaPath:"#/properties/images/additionalProperties/properties/platforms/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.platforms,data:data32};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
const len4 = data32.length;
for(let i4=0; i4<len4; i4++){
let data33 = data32[i4];
if(typeof data33 === "string"){
if(!pattern3.test(data33)){
const err71 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/platforms/" + i4,schemaPath:"#/properties/images/additionalProperties/properties/platforms/items/pattern",keyword:"pattern",params:{pattern: "^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$"},message:"must match pattern \""+"^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$"+"\"",schema:"^(?:linux|windows)/(?:386|amd64|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)(?:/v[0-9]+)?$",parentSchema:schema11.properties.images.additionalProperties.properties.platforms.items,data:data33};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
else {
const err72 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/platforms/" + i4,schemaPath:"#/properties/images/additionalProperties/properties/platforms/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.platforms.items.type,parentSchema:schema11.properties.images.additionalProperties.properties.platforms.items,data:data33};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
else {
const err73 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/platforms",schemaPath:"#/properties/images/additionalProperties/properties/platforms/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.images.additionalProperties.properties.platforms.type,parentSchema:schema11.properties.images.additionalProperties.properties.platforms,data:data32};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data22.runtime !== undefined){
let data34 = data22.runtime;
if(!((data34 === "container") || (data34 === "lambda"))){
const err74 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/runtime",schemaPath:"#/properties/images/additionalProperties/properties/runtime/enum",keyword:"enum",params:{allowedValues: schema11.properties.images.additionalProperties.properties.runtime.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.images.additionalProperties.properties.runtime.enum,parentSchema:schema11.properties.images.additionalProperties.properties.runtime,data:data34};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data22["timeout-minutes"] !== undefined){
let data35 = data22["timeout-minutes"];
if((typeof data35 == "number") && (isFinite(data35))){
if(data35 > 7200 || isNaN(data35)){
const err75 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/timeout-minutes",schemaPath:"#/properties/images/additionalProperties/properties/timeout-minutes/maximum",keyword:"maximum",params:{comparison: "<=", limit: 7200},message:"must be <= 7200",schema:7200,parentSchema:schema11.properties.images.additionalProperties.properties["timeout-minutes"],data:data35};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
if(data35 <= 0 || isNaN(data35)){
const err76 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/timeout-minutes",schemaPath:"#/properties/images/additionalProperties/properties/timeout-minutes/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},message:"must be > 0",schema:0,parentSchema:schema11.properties.images.additionalProperties.properties["timeout-minutes"],data:data35};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
else {
const err77 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/timeout-minutes",schemaPath:"#/properties/images/additionalProperties/properties/timeout-minutes/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema11.properties.images.additionalProperties.properties["timeout-minutes"].type,parentSchema:schema11.properties.images.additionalProperties.properties["timeout-minutes"],data:data35};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data22.tags !== undefined){
let data36 = data22.tags;
if(Array.isArray(data36)){
const len5 = data36.length;
for(let i5=0; i5<len5; i5++){
let data37 = data36[i5];
if(typeof data37 === "string"){
if(!pattern4.test(data37)){
const err78 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/tags/" + i5,schemaPath:"#/properties/images/additionalProperties/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"},message:"must match pattern \""+"^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"+"\"",schema:"^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",parentSchema:schema11.properties.images.additionalProperties.properties.tags.items,data:data37};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
else {
const err79 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/tags/" + i5,schemaPath:"#/properties/images/additionalProperties/properties/tags/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.tags.items.type,parentSchema:schema11.properties.images.additionalProperties.properties.tags.items,data:data37};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
}
else {
const err80 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/tags",schemaPath:"#/properties/images/additionalProperties/properties/tags/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.images.additionalProperties.properties.tags.type,parentSchema:schema11.properties.images.additionalProperties.properties.tags,data:data36};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data22.link !== undefined){
let data38 = data22.link;
if(!((data38 === "auto") || (data38 === "off"))){
const err81 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/link",schemaPath:"#/properties/images/additionalProperties/properties/link/enum",keyword:"enum",params:{allowedValues: schema11.properties.images.additionalProperties.properties.link.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.images.additionalProperties.properties.link.enum,parentSchema:schema11.properties.images.additionalProperties.properties.link,data:data38};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data22.lazy !== undefined){
let data39 = data22.lazy;
if(!(((data39 === "auto") || (data39 === true)) || (data39 === false))){
const err82 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/lazy",schemaPath:"#/properties/images/additionalProperties/properties/lazy/enum",keyword:"enum",params:{allowedValues: schema11.properties.images.additionalProperties.properties.lazy.enum},message:"must be equal to one of the allowed values",schema:schema11.properties.images.additionalProperties.properties.lazy.enum,parentSchema:schema11.properties.images.additionalProperties.properties.lazy,data:data39};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
if(data22.budget !== undefined){
let data40 = data22.budget;
if(data40 && typeof data40 == "object" && !Array.isArray(data40)){
for(const key14 in data40){
if(!((key14 === "size-mb") || (key14 === "seconds"))){
const err83 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/budget",schemaPath:"#/properties/images/additionalProperties/properties/budget/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14},message:"must NOT have additional properties",schema:false,parentSchema:schema11.properties.images.additionalProperties.properties.budget,data:data40};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data40["size-mb"] !== undefined){
let data41 = data40["size-mb"];
if((typeof data41 == "number") && (isFinite(data41))){
if(data41 <= 0 || isNaN(data41)){
const err84 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/budget/size-mb",schemaPath:"#/properties/images/additionalProperties/properties/budget/properties/size-mb/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},message:"must be > 0",schema:0,parentSchema:schema11.properties.images.additionalProperties.properties.budget.properties["size-mb"],data:data41};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
else {
const err85 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/budget/size-mb",schemaPath:"#/properties/images/additionalProperties/properties/budget/properties/size-mb/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema11.properties.images.additionalProperties.properties.budget.properties["size-mb"].type,parentSchema:schema11.properties.images.additionalProperties.properties.budget.properties["size-mb"],data:data41};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
if(data40.seconds !== undefined){
let data42 = data40.seconds;
if((typeof data42 == "number") && (isFinite(data42))){
if(data42 <= 0 || isNaN(data42)){
const err86 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/budget/seconds",schemaPath:"#/properties/images/additionalProperties/properties/budget/properties/seconds/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},message:"must be > 0",schema:0,parentSchema:schema11.properties.images.additionalProperties.properties.budget.properties.seconds,data:data42};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
else {
const err87 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/budget/seconds",schemaPath:"#/properties/images/additionalProperties/properties/budget/properties/seconds/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema11.properties.images.additionalProperties.properties.budget.properties.seconds.type,parentSchema:schema11.properties.images.additionalProperties.properties.budget.properties.seconds,data:data42};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
}
else {
const err88 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/budget",schemaPath:"#/properties/images/additionalProperties/properties/budget/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.images.additionalProperties.properties.budget.type,parentSchema:schema11.properties.images.additionalProperties.properties.budget,data:data40};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data22.repositories !== undefined){
let data43 = data22.repositories;
if(Array.isArray(data43)){
if(data43.length < 1){
const err89 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/repositories",schemaPath:"#/properties/images/additionalProperties/properties/repositories/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema11.properties.images.additionalProperties.properties.repositories,data:data43};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
const len6 = data43.length;
for(let i6=0; i6<len6; i6++){
let data44 = data43[i6];
if(typeof data44 === "string"){
if(func2(data44) > 255){
const err90 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/repositories/" + i6,schemaPath:"#/properties/images/additionalProperties/properties/repositories/items/maxLength",keyword:"maxLength",params:{limit: 255},message:"must NOT have more than 255 characters",schema:255,parentSchema:schema11.properties.images.additionalProperties.properties.repositories.items,data:data44};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
if(!pattern10.test(data44)){
const err91 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/repositories/" + i6,schemaPath:"#/properties/images/additionalProperties/properties/repositories/items/pattern",keyword:"pattern",params:{pattern: "^(?!localhost/)(?![^/]*\\.[^/]*/)[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*$"},message:"must match pattern \""+"^(?!localhost/)(?![^/]*\\.[^/]*/)[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*$"+"\"",schema:"^(?!localhost/)(?![^/]*\\.[^/]*/)[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*$",parentSchema:schema11.properties.images.additionalProperties.properties.repositories.items,data:data44};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
else {
const err92 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/repositories/" + i6,schemaPath:"#/properties/images/additionalProperties/properties/repositories/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.repositories.items.type,parentSchema:schema11.properties.images.additionalProperties.properties.repositories.items,data:data44};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
let i7 = data43.length;
let j0;
if(i7 > 1){
const indices0 = {};
for(;i7--;){
let item0 = data43[i7];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err93 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/repositories",schemaPath:"#/properties/images/additionalProperties/properties/repositories/uniqueItems",keyword:"uniqueItems",params:{i: i7, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i7+" are identical)",schema:true,parentSchema:schema11.properties.images.additionalProperties.properties.repositories,data:data43};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
break;
}
indices0[item0] = i7;
}
}
}
else {
const err94 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/repositories",schemaPath:"#/properties/images/additionalProperties/properties/repositories/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema11.properties.images.additionalProperties.properties.repositories.type,parentSchema:schema11.properties.images.additionalProperties.properties.repositories,data:data43};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data22.parameter !== undefined){
let data45 = data22.parameter;
if(typeof data45 === "string"){
if(!pattern11.test(data45)){
const err95 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/parameter",schemaPath:"#/properties/images/additionalProperties/properties/parameter/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9]{1,255}$"},message:"must match pattern \""+"^[A-Za-z0-9]{1,255}$"+"\"",schema:"^[A-Za-z0-9]{1,255}$",parentSchema:schema11.properties.images.additionalProperties.properties.parameter,data:data45};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
else {
const err96 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/parameter",schemaPath:"#/properties/images/additionalProperties/properties/parameter/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema11.properties.images.additionalProperties.properties.parameter.type,parentSchema:schema11.properties.images.additionalProperties.properties.parameter,data:data45};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
}
else {
const err97 = {instancePath:instancePath+"/images/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/images/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.images.additionalProperties.type,parentSchema:schema11.properties.images.additionalProperties,data:data22};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
}
else {
const err98 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.properties.images.type,parentSchema:schema11.properties.images,data:data21};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
else {
const err99 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema11.type,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
validate10.errors = vErrors;
return errors === 0;
}


/***/ }),

/***/ 6161:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  B8: () => (/* binding */ analyzeImages),
  JF: () => (/* binding */ givenArgs),
  hr: () => (/* binding */ readBaseFacts),
  Jb: () => (/* binding */ refuseBrokenDockerfiles)
});

// EXTERNAL MODULE: ./lib/dockerfile/analyze.js + 14 modules
var analyze = __webpack_require__(8848);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/dockerfile/context-name.js
var context_name = __webpack_require__(7013);
;// CONCATENATED MODULE: ./lib/images/hidden-stages.js

/**
 * `FROM base AS base`: the base is given as a build context, and BuildKit lets a context stand for a stage of its
 * name too, so that the stage's instructions would silently be left out. Contexts that the user gave are meant so.
 */
function findHiddenStages({ contexts }, { stages }, parents) {
    const added = new Set(parents.map(({ contextName }) => contextName).filter((name) => !contexts.has(name)));
    return stages.flatMap(({ name, line, base, reachable, isBare }) => {
        const hiding = name === undefined || !reachable ? undefined : (0,context_name/* findContext */.A)(name, added);
        // With nothing of its own it is the base itself.
        if (hiding === undefined || (isBare && (0,context_name/* contextKey */.h)(base) === (0,context_name/* contextKey */.h)(hiding)))
            return [];
        const message = `the stage "${name}" has the name of the image "${hiding}" of this run, which BuildKit would put in its place, ` +
            `without the stage's own instructions; rename the stage (FROM … AS ${name}-stage)`;
        return [{ line, message }];
    });
}

;// CONCATENATED MODULE: ./lib/analyze-images.js



function analyzeImages(world, texts, facts, argsToSet) {
    return new Map(texts.map((source) => [
        source.spec.name,
        (0,analyze/* analyzeDockerfile */.H)(source.kind === "text" ? source.text : "FROM scratch\n", {
            args: new Map([...givenArgs(world, source.spec), ...(argsToSet.get(source.spec.name) ?? [])]),
            target: source.kind === "text" ? source.spec.target : undefined,
            platforms: source.spec.platforms,
            contexts: new Set(source.spec.contexts.keys()),
            ...facts.get(source.spec.name),
        }),
    ]));
}
/** What buildx passes: a value, or the variable of that name where it is set. */
function givenArgs(world, spec) {
    return new Map([...spec.args].flatMap(([name, value]) => {
        const given = value ?? world.env[name];
        return given === undefined ? [] : [[name, given]];
    }));
}
/**
 * ONBUILD instructions of the images that Dockerfiles begin with, in the repository or outside, and ENV and
 * WORKDIR of those outside. An external base that does not tell is passed over here: it does not resolve either, and
 * so is unknown.
 */
async function readBaseFacts(bases, specs, analyses, graph) {
    const all = await Promise.all(specs.map(async (spec) => [spec.name, await readFacts(bases, spec, analyses, graph)]));
    return new Map(all.filter(([, { onbuild, baseEnvironment, baseDirectory }]) => baseEnvironment.size > 0 ||
        baseDirectory.size > 0 ||
        [...onbuild.values()].some((triggers) => triggers.length > 0)));
}
const builderPlatforms = ["linux/amd64", "linux/arm64"];
async function readFacts(bases, spec, analyses, graph) {
    const parents = new Map((graph.parents.get(spec.name) ?? []).map((edge) => [edge.contextName, edge.parent]));
    const onbuild = new Map();
    const baseEnvironment = new Map();
    const baseDirectory = new Map();
    for (const [contextName, parent] of parents)
        onbuild.set(contextName, analyses.get(parent)?.onbuild ?? []);
    const external = (analyses.get(spec.name)?.references ?? []).filter(({ instruction, reference }) => instruction === "FROM" && reference !== "scratch" && !parents.has(reference));
    const asked = new Map(external.map(({ reference }) => [reference, reference]));
    for (const [name, source] of spec.contexts) {
        if (source.kind === "reference" && !parents.has(name))
            asked.set(name, source.reference);
    }
    for (const [name, reference] of asked) {
        // A stage may take a context for the builder's platform, which must not depend on the machine that plans.
        const triggerPlatforms = spec.contexts.has(name) ? builderPlatforms : [];
        const settings = await askSettings(bases, reference, spec.platforms, triggerPlatforms);
        if (settings === undefined)
            continue;
        onbuild.set(name, settings.onbuild);
        if (settings.environment !== undefined)
            baseEnvironment.set(name, settings.environment);
        if (settings.directory !== undefined)
            baseDirectory.set(name, settings.directory);
    }
    return { onbuild, baseEnvironment, baseDirectory };
}
/** Triggers of all platforms that it has; the environment and the directory only where `platforms` agree on them. */
async function askSettings(bases, reference, platforms, triggerPlatforms) {
    const onbuild = new Set();
    const environments = new Map();
    const directories = new Set();
    let isKnown = false;
    for (const platform of new Set([...platforms, ...triggerPlatforms])) {
        const answer = await bases.settings(reference, platform);
        // A context may be there for the builder's platform alone.
        if (answer.kind === "unknown" && triggerPlatforms.length === 0)
            return undefined;
        const known = answer.kind === "known" ? answer : undefined;
        isKnown ||= known !== undefined;
        for (const instruction of known?.onbuild ?? [])
            onbuild.add(instruction);
        if (!platforms.includes(platform))
            continue;
        environments.set(JSON.stringify(known && [...known.environment]), known?.environment);
        directories.add(known?.workingDirectory);
    }
    if (!isKnown)
        return undefined;
    const [environment] = environments.values();
    const [directory] = directories;
    return {
        onbuild: [...onbuild],
        environment: environments.size === 1 ? environment : undefined,
        directory: directories.size === 1 ? directory : undefined,
    };
}
/** Throws UserError with every problem of the wanted images' Dockerfiles: `path:line: message`. */
function refuseBrokenDockerfiles(wanted, texts, analyses, { parents }) {
    const problems = new Set();
    for (const source of texts) {
        const { name, dockerfile, definedAt } = source.spec;
        const analysis = analyses.get(name);
        if (!wanted.includes(name))
            continue;
        if (source.kind === "missing")
            problems.add(source.problem);
        const place = dockerfile.kind === "file" ? dockerfile.path : definedAt;
        const hidden = analysis && findHiddenStages(source.spec, analysis, parents.get(name) ?? []);
        for (const { line, message } of [...(analysis?.problems ?? []), ...(hidden ?? [])]) {
            if (source.kind === "text")
                problems.add(`${place}:${line === 0 ? "" : `${line}:`} ${message}`);
        }
    }
    const [first, ...rest] = problems;
    const files = texts.flatMap(({ spec: { dockerfile } }) => dockerfile.kind === "file" ? [dockerfile.path] : []);
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest], { files });
}


/***/ }),

/***/ 9540:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ buildArguments),
/* harmony export */   j: () => (/* binding */ contextArgument)
/* harmony export */ });
/* harmony import */ var _cache_cache_flags_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5070);
/* harmony import */ var _registry_labels_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3364);
/** A planned image → the argv of its `docker buildx build`. Pure; argv is a list, secrets stay in variables and files. */


/** The whole command line, in a fixed order. */
function buildArguments(request) {
    const { spec } = request;
    const argv = [
        "docker",
        "buildx",
        "build",
        "--builder",
        request.builder.name,
        "--progress",
        "rawjson",
        "--metadata-file",
        request.metadataFile,
        "--platform",
        spec.platforms.join(","),
        "--label",
        `${_registry_labels_js__WEBPACK_IMPORTED_MODULE_1__/* .fingerprintLabel */ .TI}=${request.fingerprint}`,
    ];
    for (const [name, value] of request.labels)
        argv.push("--label", `${name}=${value}`);
    const dockerfile = dockerfilePath(request);
    if (dockerfile !== undefined)
        argv.push("--file", dockerfile);
    if (spec.target !== undefined)
        argv.push("--target", spec.target);
    for (const [name, value] of [...spec.args, ...request.extraArgs]) {
        // Without a value buildx takes the variable of that name from the environment.
        argv.push("--build-arg", value === undefined ? name : `${name}=${value}`);
    }
    for (const [name, context] of spec.contexts) {
        const parent = request.parentContexts.get(name);
        // One that no instruction uses, for example from `defaults`: its image may not even be built.
        if (parent === undefined && context.kind === "image")
            continue;
        const pinned = context.kind === "reference" ? request.pins.get(context.reference) : undefined;
        argv.push("--build-context", `${name}=${parent ?? pinned ?? contextArgument(request.root, context)}`);
    }
    for (const [name, location] of request.parentContexts) {
        if (!spec.contexts.has(name))
            argv.push("--build-context", `${name}=${location}`);
    }
    for (const [name, location] of request.pins)
        argv.push("--build-context", `${name}=${location}`);
    if (request.withSecrets) {
        for (const secret of spec.secrets)
            argv.push("--secret", secretArgument(request.root, secret));
    }
    const flags = request.withSecrets ? spec.buildFlags : spec.buildFlags.filter((flag) => !isKeyFlag(flag));
    argv.push(...attestationFlags(spec, request.destination), ...flags);
    for (const value of request.noCache ? [] : request.cacheFrom)
        argv.push("--cache-from", value);
    for (const value of request.cacheTo)
        argv.push("--cache-to", value);
    if (request.noCache)
        argv.push("--no-cache");
    argv.push("--output", outputArgument(request.destination, request.builder.driver));
    argv.push(contextArgument(request.root, spec.context));
    return argv;
}
function dockerfilePath(request) {
    const { dockerfile } = request.spec;
    switch (dockerfile.kind) {
        case "file":
            return `${request.root}/${dockerfile.path}`;
        case "inline":
            return request.inlineDockerfile;
        case "remote":
            return request.spec.dockerfile.kind === "remote" ? request.spec.dockerfile.path : undefined;
    }
}
/** How buildx is told of a context; throws for one that is another image. */
function contextArgument(root, context) {
    switch (context.kind) {
        case "local":
            return context.path === "" ? root : `${root}/${context.path}`;
        case "outside":
            return context.path;
        case "reference":
            return `docker-image://${context.reference}`;
        case "remote":
            return context.url;
        case "image":
            throw new Error(`the parent ${context.image} has no location`);
    }
}
/** An agent's keys are a secret like others. */
function isKeyFlag(flag) {
    return flag.startsWith("--ssh=");
}
function secretArgument(root, { id, source }) {
    if (source.kind === "env")
        return csv(["type=env", `id=${id}`, `env=${source.variable}`]);
    const path = source.path.startsWith("/") ? source.path : `${root}/${source.path}`;
    return csv(["type=file", `id=${id}`, `src=${path}`]);
}
/**
 * Lambda takes one image manifest, so no attestation may stand beside it. Others get the provenance that
 * names sources and bases (`mode=min` leaves build args out: they hold secrets more often than they should).
 * A software bill of materials needs a scanner image from a public registry on each build: left to users.
 */
function attestationFlags(spec, destination) {
    const wanted = spec.runtime === "container" && destination.kind === "registry";
    return [`--provenance=${wanted ? "mode=min" : "false"}`, "--sbom=false"];
}
function outputArgument(destination, driver) {
    switch (destination.kind) {
        case "nowhere":
            return "type=cacheonly";
        case "builder":
            return csv(["type=image", "push=false", "oci-mediatypes=true", ..._cache_cache_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .ESTARGZ */ .V0, "force-compression=true"]);
        case "oci-layout":
            return csv([
                "type=oci",
                `dest=${destination.directory}`,
                "tar=false",
                ...(destination.compression === undefined ? [] : [`compression=${destination.compression}`]),
                ...annotationFields(destination.annotations),
            ]);
        case "registry":
            return csv([
                "type=image",
                ...(destination.isUntagged === true
                    ? [`name=${destination.references.map(withoutTag).join(",")}`, "push-by-digest=true"]
                    : [`name=${destination.references.join(",")}`]),
                "push=true",
                // Both fixed, so that a newer BuildKit does not change digests and Lambda accepts the layers.
                "oci-mediatypes=true",
                ...compressionFields(destination.compression),
                ...annotationFields(destination.annotations),
                // The engine would otherwise also store and unpack what it pushes (6 s instead of 0.4 s for 1 GB).
                ...(driver === "docker" ? ["store=false", "unpack=false"] : []),
            ]);
    }
}
function withoutTag(reference) {
    return reference.replace(/:[^:/]+$/, "");
}
function compressionFields(compression) {
    if (compression === undefined)
        return _cache_cache_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .GZIP */ .Pb;
    return compression === "estargz" ? _cache_cache_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .ESTARGZ */ .V0 : [`compression=${compression}`];
}
function annotationFields(annotations) {
    return [...(annotations ?? [])].map(([name, value]) => `annotation.${name}=${value}`);
}
/** One CSV record, as buildx reads its flags: fields with a comma or a quote are quoted. */
function csv(fields) {
    return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}


/***/ }),

/***/ 7942:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ey: () => (/* binding */ describeStep),
/* harmony export */   KH: () => (/* binding */ titleOfStep),
/* harmony export */   Wu: () => (/* binding */ isWorthALine),
/* harmony export */   Xo: () => (/* binding */ formatSeconds)
/* harmony export */ });
/** Loading definitions and the like is told only when it took time or failed. */
function isWorthALine(step) {
    if (step.error !== undefined)
        return true;
    const isInternal = /^\[(internal|auth|context )|^resolving provenance|^docker-image:\/\//.test(step.name);
    return !isInternal || step.seconds >= 1;
}
/** Its name, and which try it belongs to where that was not the last one. */
function titleOfStep({ name, earlierTry }) {
    return earlierTry === undefined ? name : `try ${earlierTry}: ${name}`;
}
/** `[runtime 3/5] RUN pip install … · 402.1 s`. */
function describeStep(step) {
    const name = step.name.replace(/\s+/g, " ").slice(0, 160);
    if (step.error !== undefined)
        return `✗ ${name} · failed after ${formatSeconds(step.seconds)}`;
    return step.cached ? `✓ ${name} · CACHED` : `✓ ${name} · ${formatSeconds(step.seconds)}`;
}
/** `0.4 s`, `12 s`, `6 min 42 s`, `1 h 52 min`. */
function formatSeconds(seconds) {
    if (seconds < 9.95)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 60)
        return `${whole} s`;
    if (whole < 3600)
        return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}


/***/ }),

/***/ 7418:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ mergeIntervals),
/* harmony export */   o: () => (/* binding */ coveredSeconds)
/* harmony export */ });
/** Spans of time of which several may overlap, repeat or be open. Pure. */
/** The closed ones, merged and in order. */
function mergeIntervals(intervals) {
    const closed = [...intervals].flatMap(({ from, to }) => to === undefined ? [] : [[from, Math.max(from, to)]]);
    closed.sort((a, b) => a[0] - b[0]);
    const merged = [];
    for (const [from, to] of closed) {
        const last = merged.at(-1);
        if (last !== undefined && from <= last[1])
            last[1] = Math.max(last[1], to);
        else
            merged.push([from, to]);
    }
    return merged;
}
/** Seconds covered by at least one. */
function coveredSeconds(merged) {
    return merged.reduce((sum, [from, to]) => sum + to - from, 0) / 1000;
}


/***/ }),

/***/ 9610:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  k: () => (/* binding */ Progress)
});

// EXTERNAL MODULE: ./lib/build/intervals.js
var build_intervals = __webpack_require__(7418);
// EXTERNAL MODULE: ./lib/build/step-kind.js
var step_kind = __webpack_require__(9351);
;// CONCATENATED MODULE: ./lib/build/status-parts.js
/** The statuses inside of a step: bytes that moved, and export and push apart from each other. Pure. */


/** Gathers the statuses of one step. */
class StatusParts {
    #parts = new Map();
    /** `true`: this is news; the builder repeats several times a second how far it is. */
    take({ id, current, total, started, completed }) {
        const known = this.#parts.get(id);
        const part = known ?? { id, bytes: 0, last: undefined, interval: undefined };
        this.#parts.set(id, part);
        const wasOpen = isOpen(part);
        const before = part.last?.current;
        part.last = { current: current ?? 0, total: total ?? 0 };
        // Extracting repeats a blob's bytes, and is no transfer.
        if (!/^(extracting|unpacking|sending|exporting) /.test(id))
            part.bytes = Math.max(part.bytes, current ?? 0, completed === undefined ? 0 : (total ?? 0));
        if (started !== undefined)
            part.interval = {
                from: Date.parse(started),
                to: completed === undefined ? undefined : Date.parse(completed),
            };
        return known === undefined || before !== part.last.current || wasOpen !== isOpen(part);
    }
    /** What goes on at this moment. */
    open() {
        return [...this.#parts.values()].filter(isOpen).map(({ id }) => id);
    }
    /** Some bytes of a blob came, and not all of them. */
    isMidway() {
        return [...this.#parts.values()].some((part) => isOpen(part) &&
            part.id.startsWith("sha256:") &&
            part.last !== undefined &&
            part.last.current > 0 &&
            part.last.current < part.last.total);
    }
    /** What moved in or out; nothing where the builder told nothing. */
    bytes(kind) {
        const sum = [...this.#parts.values()].reduce((all, { bytes }) => all + bytes, 0);
        if (sum === 0)
            return {};
        return kind === "push" || kind === "export" || kind === "cache-export"
            ? { bytesOut: sum }
            : { bytesIn: sum };
    }
    /** The step's pushing as a step of its own, and the rest of its intervals; `undefined`: it pushed nothing. */
    splitPush(step) {
        const pushing = [...this.#parts.values()].filter(({ id }) => (0,step_kind/* kindOfStatus */.o)(id) === "push");
        const merged = (0,build_intervals/* mergeIntervals */.l)(pushing.flatMap(({ interval }) => (interval === undefined ? [] : [interval])));
        if (merged.length === 0 || step.kind !== "export" || step.intervals === undefined)
            return undefined;
        const rest = subtract(step.intervals, merged);
        const { bytesOut, error, ...own } = step;
        const moved = bytesOut === undefined ? {} : { bytesOut };
        return [
            { ...own, error, seconds: (0,build_intervals/* coveredSeconds */.o)(rest), intervals: rest },
            {
                name: "pushing",
                cached: false,
                error: undefined,
                kind: "push",
                seconds: (0,build_intervals/* coveredSeconds */.o)(merged),
                intervals: merged,
                ...moved,
            },
        ];
    }
}
function isOpen({ interval }) {
    return interval !== undefined && interval.to === undefined;
}
function subtract(from, holes) {
    let left = [...from];
    for (const [start, end] of holes) {
        left = left.flatMap(([a, b]) => [[a, Math.min(b, start)], [Math.max(a, end), b]].filter(([x, y]) => y > x));
    }
    return left;
}

;// CONCATENATED MODULE: ./lib/build/whole-lines.js
/** Pieces of output, cut wherever a program flushed, → whole lines. Pure. */
/** A progress bar without any line end is not kept for ever. */
const LONGEST_BYTES = 64_000;
/** Keeps the unfinished last line of each source. */
class WholeLines {
    #rests = new Map();
    /** Text that ends with its last whole line; "" where no line has ended. */
    take(source, piece) {
        const all = Buffer.concat([this.#rests.get(source) ?? Buffer.alloc(0), piece]);
        const end = all.length > LONGEST_BYTES ? all.length : all.lastIndexOf(0x0a) + 1;
        this.#rests.set(source, all.subarray(end));
        return all.subarray(0, end).toString("utf8");
    }
    /** What no line end came after; the source has ended. */
    rest(source) {
        const rest = this.#rests.get(source)?.toString("utf8") ?? "";
        this.#rests.delete(source);
        return rest;
    }
}

;// CONCATENATED MODULE: ./lib/build/progress.js




/** Follows one build's stream. */
class Progress {
    #vertices = new Map();
    #text = [];
    #lines = new WholeLines();
    #indented;
    #news = 0;
    /** Takes a line; returns what it brought. */
    read(line) {
        if (line === "{")
            this.#indented = [];
        if (this.#indented !== undefined) {
            // buildx before 0.15 writes each object over many lines, from `{` to `}` without indentation.
            this.#indented.push(line);
            if (line !== "}")
                return [];
            line = this.#indented.join("");
            this.#indented = undefined;
        }
        const status = parseLine(line);
        if (status === undefined) {
            if (line.trim() === "")
                return [];
            this.#text.push(line);
            return [{ kind: "text", text: line }];
        }
        const events = [];
        for (const vertex of status.vertexes ?? [])
            this.#update(vertex, events);
        for (const part of status.statuses ?? []) {
            if (this.#vertices.get(part.vertex)?.parts.take(part) !== false)
                this.#news += 1;
        }
        this.#news += (status.vertexes?.length ?? 0) + (status.logs?.length ?? 0);
        for (const { vertex, stream = 1, data } of status.logs ?? []) {
            const text = this.#lines.take(`${vertex} ${stream}`, Buffer.from(data ?? "", "base64"));
            if (text !== "")
                events.push({ kind: "output", step: this.#vertices.get(vertex)?.name ?? "", text });
        }
        const told = [
            ...(status.vertexes ?? []).map(({ digest }) => digest),
            ...(status.logs ?? []).map(({ vertex }) => vertex),
        ];
        for (const digest of new Set(told))
            this.#endLines(digest, events);
        return events;
    }
    /** A step that has ended ends its last line too. */
    #endLines(digest, events) {
        const vertex = this.#vertices.get(digest);
        if (vertex !== undefined && isRunning(vertex))
            return;
        for (const stream of [1, 2]) {
            const text = this.#lines.rest(`${digest} ${stream}`);
            if (text !== "")
                events.push({ kind: "output", step: vertex?.name ?? "", text });
        }
    }
    /** All steps that started, in the order in which they did. */
    steps() {
        return [...this.#vertices.values()]
            .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
            .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
            .map(toStep);
    }
    /** The same for a timeline: pushing apart from exporting. */
    timeline() {
        return [...this.#vertices.values()]
            .filter((vertex) => vertex.cached || vertex.intervals.size > 0)
            .sort((a, b) => startOf(a) - startOf(b) || a.order - b.order)
            .flatMap((vertex) => {
            const step = trace(vertex);
            return vertex.parts.splitPush(step) ?? [step];
        });
    }
    /** Steps that run at this moment, with the seconds since their latest start. */
    running(now) {
        return [...this.#vertices.values()].flatMap(({ name, intervals }) => {
            const open = [...intervals.values()].filter(({ to }) => to === undefined).map(({ from }) => from);
            return open.length === 0 ? [] : [{ name, seconds: Math.max(0, now - Math.max(...open)) / 1000 }];
        });
    }
    /** Grows with everything that happens: steps that begin or end, output, bytes; not with what is only repeated. */
    get news() {
        return this.#news;
    }
    /** What goes on at this moment. */
    open() {
        return [...this.#vertices.values()]
            .filter(({ intervals }) => [...intervals.values()].some(({ to }) => to === undefined))
            .map(({ name, parts }) => ({
            name,
            kind: (0,step_kind/* kindOfStep */.w)(name),
            parts: parts.open(),
            isMidway: parts.isMidway(),
        }));
    }
    /** Every step that the builder knows of, waiting ones too, in the order in which it told them. */
    states() {
        return [...this.#vertices.values()]
            .sort((a, b) => a.order - b.order)
            .map((vertex) => ({ ...toStep(vertex), state: stateOf(vertex) }));
    }
    /** buildx's own words, outside of the stream: the error and the Dockerfile's lines around it. */
    text() {
        return this.#text.join("\n");
    }
    #update(change, events) {
        let vertex = this.#vertices.get(change.digest);
        if (vertex === undefined) {
            vertex = {
                name: change.name ?? "",
                cached: false,
                error: undefined,
                intervals: new Map(),
                parts: new StatusParts(),
                told: false,
                order: this.#vertices.size,
            };
            this.#vertices.set(change.digest, vertex);
        }
        if (change.name !== undefined)
            vertex.name = change.name;
        if (change.cached === true)
            vertex.cached = true;
        if (change.error !== undefined && change.error !== "")
            vertex.error = change.error;
        if (change.started !== undefined) {
            if (vertex.intervals.size === 0)
                events.push({ kind: "step-started", step: vertex.name });
            const known = vertex.intervals.get(change.started)?.to;
            const to = change.completed === undefined ? known : Date.parse(change.completed);
            vertex.intervals.set(change.started, { from: Date.parse(change.started), to });
        }
        const isOpen = isRunning(vertex);
        // A first interval of some microseconds often precedes the real one: told once nothing is open any more,
        // and only when the stream says more than a blink, or that the step was cached or failed.
        if (change.completed !== undefined && !isOpen && !vertex.told) {
            const step = toStep(vertex);
            if (step.cached || step.error !== undefined || step.seconds >= 0.001) {
                vertex.told = true;
                events.push({ kind: "step-done", step });
            }
        }
    }
}
function stateOf(vertex) {
    if (vertex.error !== undefined)
        return "failed";
    if (vertex.cached)
        return "done";
    if (vertex.intervals.size === 0)
        return "waiting";
    const isOpen = isRunning(vertex);
    // A blink precedes the real interval: not done yet, as far as anybody can tell.
    return isOpen || toStep(vertex).seconds < 0.001 ? "running" : "done";
}
function isRunning({ intervals }) {
    return [...intervals.values()].some(({ to }) => to === undefined);
}
function startOf({ intervals }) {
    return Math.min(...[...intervals.values()].map((interval) => interval.from));
}
function toStep(vertex) {
    const seconds = (0,build_intervals/* coveredSeconds */.o)((0,build_intervals/* mergeIntervals */.l)(vertex.intervals.values()));
    return { name: vertex.name, cached: vertex.cached, seconds, error: vertex.error };
}
function trace(vertex) {
    const kind = (0,step_kind/* kindOfStep */.w)(vertex.name);
    const intervals = (0,build_intervals/* mergeIntervals */.l)(vertex.intervals.values());
    return { ...toStep(vertex), kind, intervals, ...vertex.parts.bytes(kind) };
}
function parseLine(line) {
    if (!line.startsWith("{"))
        return undefined;
    try {
        return JSON.parse(line);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 9351:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ kindOfStatus),
/* harmony export */   w: () => (/* binding */ kindOfStep)
/* harmony export */ });
/** BuildKit's names: `[internal] load build context`, `exporting to image`, `[runtime 3/5] RUN …`. */
function kindOfStep(name) {
    if (/^\[context [^\]]*\] (load metadata|\S+@sha256:)/.test(name))
        return "base";
    if (/^\[(internal\] load build context|context )/.test(name))
        return "transfer";
    if (/^importing cache manifest/.test(name))
        return "cache-import";
    if (/^(exporting cache|exporting to GitHub Actions Cache|preparing build cache)/.test(name))
        return "cache-export";
    if (/^pushing /.test(name))
        return "push";
    if (/^(exporting|sending tarball|resolving provenance|generating sbom|unpacking to)/.test(name))
        return "export";
    if (/^\[(internal|auth)\]/.test(name))
        return "internal";
    if (/^docker-image:\/\/|^oci-layout:\/\/|^\[[^\]]*\d+\/\d+\] FROM /.test(name))
        return "base";
    return /^\[[^\]]*\d+\/\d+\] /.test(name) ? "instruction" : "internal";
}
/** The parts of `exporting to image`, which the stream tells as statuses of that one step. */
function kindOfStatus(id) {
    if (/^pushing /.test(id))
        return "push";
    return /^(exporting|unpacking|sending) /.test(id) ? "export" : undefined;
}


/***/ }),

/***/ 7386:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o: () => (/* binding */ describeStall),
  w: () => (/* binding */ execWatched)
});

// EXTERNAL MODULE: ./lib/build/describe-step.js
var describe_step = __webpack_require__(7942);
;// CONCATENATED MODULE: ./lib/build/traffic.js
const ASK_MS = 15_000;
/** Of a container's own network, or of the network that this machine's engine is in. */
function openTrafficMeter(world, { name, driver }, env) {
    const ask = async (...argv) => {
        const result = await world.exec(["docker", ...argv], { env, timeoutMs: ASK_MS });
        return result.exitCode === 0 ? result.stdout.toString("utf8").trim() : undefined;
    };
    if (driver === "docker-container") {
        return async () => {
            // A builder of several machines moves its bytes elsewhere too.
            const nodes = await ask(...["ps", "--filter", `name=^buildx_buildkit_${name}\\d+$`, "--format", "{{.Names}}"]);
            if (nodes !== `buildx_buildkit_${name}0`)
                return undefined;
            return countBytes(await ask("exec", nodes, "cat", "/proc/net/dev"));
        };
    }
    if (driver !== "docker")
        return async () => undefined;
    return async () => {
        const endpoint = await ask("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
        if (!/^unix:\/\/(?:\/var)?\/run\/docker\.sock$/.test(endpoint ?? ""))
            return undefined;
        // In a container with the host's socket there is no such process, and its own network tells nothing.
        const pid = (await world.files.readText("/var/run/docker.pid"))?.trim() ?? "";
        if (!/^\d+$/.test(pid))
            return undefined;
        if ((await world.files.readText(`/proc/${pid}/comm`))?.trim() !== "dockerd")
            return undefined;
        return countBytes(await world.files.readText(`/proc/${pid}/net/dev`));
    };
}
/** `/proc/net/dev`: received bytes stand first, sent ones ninth, behind each interface's name. */
function countBytes(text) {
    const counts = [...(text ?? "").matchAll(/^\s*[^\s:]+:\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm)];
    if (counts.length === 0)
        return undefined;
    return counts.reduce((sum, [, received, sent]) => sum + Number(received) + Number(sent), 0);
}

;// CONCATENATED MODULE: ./lib/build/transfers.js
/**
 * `undefined`: something is done here, or nothing is known to wait. The silence of an instruction says nothing:
 * while one runs, only a download that stopped midway counts, for which the step may wait itself. A builder at
 * which nothing runs may have other work; right after a stall it does not.
 */
function findWaiting(open, afterStall) {
    if (open.length === 0 && afterStall !== undefined)
        return { step: `${afterStall}, where the builder still waits`, isCounted: true };
    const works = open.map(workOf);
    if (works.includes("local"))
        return undefined;
    const transfers = open.filter((_, index) => works[index] === "transfer");
    const midway = transfers.find(({ isMidway }) => isMidway);
    if (midway !== undefined)
        return { step: midway.name, isCounted: true };
    const [first] = transfers;
    if (first === undefined || works.includes("instruction"))
        return undefined;
    return { step: first.name, isCounted: false };
}
function workOf({ name, kind, parts }) {
    const isAt = (what) => parts.some((part) => what.test(part));
    switch (kind) {
        case "instruction":
            return "instruction";
        case "base":
            return isAt(/^(?:extracting|unpacking) /) ? "local" : "transfer";
        case "cache-import":
        case "push":
            return "transfer";
        // Both pack layers first, which moves nothing and takes its time.
        case "cache-export":
            return isAt(/^(?:writing|sending) /) ? "transfer" : "local";
        case "export":
            return isAt(/^pushing /) ? "transfer" : "local";
        case "internal":
            return /^\[internal\] load metadata for |^\[auth\] |^resolve image config for /.test(name)
                ? "transfer"
                : "local";
        // The context: from this machine, and over its own pipe.
        case "transfer":
            return "local";
    }
}
/** What the machine's other programs may send and receive in a minute while a build counts as standing still. */
const TRICKLE_BYTES = 300_000;
/** How long nothing has come of a build's transfers; `trickleBytes` in a minute are nothing. */
class QuietTime {
    #trickleBytes;
    #since;
    constructor(trickleBytes = TRICKLE_BYTES) {
        this.#trickleBytes = trickleBytes;
    }
    /**
     * Milliseconds. `news`: a count that grows with everything the builder tells. `bytes`: of the builder's network so far;
     * `undefined`: not known, so that nothing can be said of a transfer that is not counted.
     */
    note(now, waiting, news, bytes) {
        const since = this.#since;
        if (waiting === undefined || (!waiting.isCounted && bytes === undefined)) {
            this.#since = undefined;
            return 0;
        }
        if (since === undefined || since.news !== news || this.#hasMoved(now, waiting, bytes)) {
            this.#since = { at: now, news, bytes };
            return 0;
        }
        return now - since.at;
    }
    #hasMoved(now, { isCounted }, bytes) {
        const since = this.#since;
        if (isCounted || since?.bytes === undefined || bytes === undefined)
            return !isCounted;
        const minutes = Math.max(1, (now - since.at) / 60_000);
        return bytes - since.bytes > minutes * this.#trickleBytes;
    }
}

;// CONCATENATED MODULE: ./lib/build/watch-transfers.js



/** For people, and for the table of what is tried again. */
function describeStall({ step, minutes }) {
    return `no byte moved for ${(0,describe_step/* formatSeconds */.Xo)(minutes * 60)} at ${step.slice(0, 120)}`;
}
/** Runs a build whose progress is being read; `options.signal` still ends it. Never throws. */
async function execWatched(world, argv, options, watch) {
    const { stallMinutes: minutes } = watch;
    if (minutes === 0)
        return { result: await world.exec(argv, options), stall: undefined };
    const ended = new AbortController();
    const stalled = new AbortController();
    const waiting = findStall(world, watch, ended.signal).then((step) => {
        if (step !== undefined)
            stalled.abort();
        return step;
    });
    const signal = AbortSignal.any([options.signal ?? world.cancelled, stalled.signal]);
    const result = await world.exec(argv, { ...options, signal });
    ended.abort();
    const step = await waiting;
    const isStalled = step !== undefined && result.ended === "aborted";
    return { result, stall: isStalled ? { step, minutes } : undefined };
}
async function findStall(world, { progress, builder, env, stallMinutes, trickleBytes, afterStall }, ended) {
    const limitMs = stallMinutes * 60_000;
    const meter = openTrafficMeter(world, builder, env);
    const quiet = new QuietTime(trickleBytes);
    while (!ended.aborted) {
        await world.clock.sleep(Math.min(limitMs / 10, 60_000), ended);
        if (ended.aborted)
            return undefined;
        const waiting = findWaiting(progress.open(), afterStall);
        const { news } = progress;
        const bytes = waiting === undefined || waiting.isCounted ? undefined : await meter();
        if (quiet.note(world.clock.now(), waiting, news, bytes) >= limitMs)
            return waiting?.step;
    }
    return undefined;
}


/***/ }),

/***/ 4885:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ secondsRun),
/* harmony export */   Z: () => (/* binding */ parseStepName)
/* harmony export */ });
/** `undefined`: no instruction of the Dockerfile (`[internal] …`, `exporting …`). */
function parseStepName(name) {
    const match = /^\[(?:([a-z0-9]+\/[\w./]+(?:->[\w./]+)?) )?(?:([^\s/\]]+) )? *(\d+)\/(\d+)\] (\S+)/.exec(name);
    if (match === null)
        return undefined;
    // `[3/3] LINK COPY --link …` comes beside `[3/3] COPY --link …`: it only puts layers on top of each other.
    if (match[5] === "LINK")
        return undefined;
    const [, platform, stage, index, total, keyword = ""] = match;
    return {
        platform: platform === undefined ? undefined : targetOf(platform),
        stage,
        index: Number(index),
        total: Number(total),
        keyword: keyword.toUpperCase(),
    };
}
/** A cross build names the step's platform and the one it is for: `linux/amd64->arm64`. */
function targetOf(text) {
    const [own = "", target = own] = text.split("->");
    return (target.includes("/") ? target : `${own.split("/")[0]}/${target}`);
}
/** Seconds of the instructions that really ran; pulling a base is none of them. */
function secondsRun(steps) {
    return steps.reduce((sum, step) => {
        const parsed = parseStepName(step.name);
        return parsed === undefined || parsed.keyword === "FROM" || step.cached ? sum : sum + step.seconds;
    }, 0);
}


/***/ }),

/***/ 5070:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Aq: () => (/* binding */ importFlag),
/* harmony export */   Pb: () => (/* binding */ GZIP),
/* harmony export */   V0: () => (/* binding */ ESTARGZ),
/* harmony export */   lR: () => (/* binding */ describeLocation),
/* harmony export */   tw: () => (/* binding */ exportFlag)
/* harmony export */ });
/** A cache's place → what buildx takes. Pure. */
/** Half the time of gzip's default level, for 3 % more bytes: docs/decisions/0061-gzip-at-level-4.md. */
const GZIP = ["compression=gzip", "compression-level=4"];
/** Gzip layers with an index, which a builder can read on demand: docs/lazy.md. */
const ESTARGZ = ["compression=estargz", "compression-level=4"];
/**
 * A registry cache in eStargz. By force: one plain layer, as of a base, and BuildKit pulls all that lie above it too
 * (seen: 61 MB instead of less than 20). A cache is written only after a step that really ran.
 */
const LAZY_CACHE = [...ESTARGZ, "force-compression=true"];
/**
 * How long BuildKit asks GitHub's cache again that has it wait (429): its own ten minutes for each question would keep
 * all builds of the builder.
 */
const GHA_TIMEOUT = "timeout=60s";
/** The value of `--cache-from`. */
function importFlag(location) {
    switch (location.kind) {
        case "registry":
            return `type=registry,ref=${location.reference}`;
        case "gha":
            return `type=gha,scope=${location.scope},${GHA_TIMEOUT}`;
    }
}
/**
 * The value of `--cache-to`: every stage's layers. `ignore-error`, because a build whose cache cannot be
 * written is a good build; the progress stream tells the cause. `isLazy`: for builders that read on demand.
 */
function exportFlag(location, isLazy = false) {
    switch (location.kind) {
        case "registry":
            // ECR takes a cache only as an image manifest with OCI types (aws/containers-roadmap#876); BuildKit
            // before 0.21 does neither by default.
            return `${importFlag(location)},mode=max,image-manifest=true,oci-mediatypes=true,${(isLazy ? LAZY_CACHE : GZIP).join(",")},ignore-error=true`;
        case "gha":
            return `${importFlag(location)},mode=max,ignore-error=true`;
    }
}
/** For messages. */
function describeLocation(location) {
    return location.kind === "registry" ? location.reference : `GitHub's cache, scope ${location.scope}`;
}


/***/ }),

/***/ 3010:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WG: () => (/* binding */ isPassing),
/* harmony export */   _W: () => (/* binding */ findCacheFault),
/* harmony export */   pU: () => (/* binding */ LARGEST_CACHE_CONFIG),
/* harmony export */   sj: () => (/* binding */ importTroubles),
/* harmony export */   y7: () => (/* binding */ exportTrouble)
/* harmony export */ });
/** https://github.com/moby/buildkit/issues/3719: the importer reads at most 1 MiB, the exporter writes more. */
const LARGEST_CACHE_CONFIG = 1024 * 1024;
/** One sentence for each cache that was there and could not be read. */
function importTroubles(steps) {
    return steps.flatMap(({ name, error }) => {
        const from = /^importing cache manifest from (.+)$/.exec(name)?.[1];
        if (from === undefined || error === undefined)
            return [];
        return [`the layer cache ${from} was not read: ${explain(error)}`];
    });
}
/** Why the cache of a build was not written; `undefined`: it was. */
function exportTrouble(steps) {
    const failed = steps.find(({ name, error }) => /^exporting (cache|to GitHub Actions Cache)/.test(name) && error !== undefined);
    return failed?.error === undefined ? undefined : explain(failed.error);
}
/**
 * Whether a build failed at layers that a cache promised: they are gone, or their store is down, and BuildKit fails the
 * build for it. `certain` where its words leave no other place; a registry that sends its layers from elsewhere is
 * `possible`. `repository`: of the cache, as the registry knows it; `undefined`: GitHub's cache.
 */
function findCacheFault(errors, repository) {
    const found = errors
        .filter((error) => error.includes("failed to copy: "))
        .map((error) => judge(error, repository));
    return found.find((one) => one === "certain") ?? found.find((one) => one !== undefined);
}
function judge(error, repository) {
    const named = [...error.matchAll(/\bhttps?:\/\/[^/\s"]+\/v2\/([^\s"]+?)\/(?:blobs|manifests)\//g)];
    if (named.length > 0)
        return named.some(([, path]) => path === repository) ? "certain" : undefined;
    // Layers of a base that has a manifest are there, but for a cache that outlived its layers.
    if (/could not fetch content descriptor \S+ .*from remote: not found/.test(error))
        return "certain";
    const isAddressed = /\bhttps?:\/\//.test(error);
    const isAzure = /^RESPONSE \d+|\btwirp\b/m.test(error);
    return repository === undefined && (isAzure || !isAddressed) ? "certain" : "possible";
}
/** Registries and cache services have their moments. */
function isPassing(trouble) {
    return /\b(429|500|502|503|504)\b|connection (reset|refused)|\bEOF\b|broken pipe|closed (network connection|pipe)|server closed idle|i\/o timeout|TLS handshake|too many requests/i.test(trouble);
}
function explain(error) {
    if (/blob sha256:\w+ is too large/.test(error)) {
        return `${error}; BuildKit takes no cache description beyond 1 MiB (moby/buildkit#3719): fewer instructions or stages, or a new cache-repository`;
    }
    if (/\b(401|403)\b|denied|unauthorized|forbidden/i.test(error)) {
        return `${error}; the credentials of this run may not do it: see the README's permissions`;
    }
    if (/cache write denied|failed to reserve cache|no writable scopes/i.test(error)) {
        return `${error}; GitHub gives this run a cache token that may only read (an event from outside, or a full cache)`;
    }
    return error;
}


/***/ }),

/***/ 1517:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   vW: () => (/* binding */ exportCache)
/* harmony export */ });
/* unused harmony exports EXPORT_TIMEOUT_MS, runExport */
/* harmony import */ var _build_arguments_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9540);
/* harmony import */ var _build_progress_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9610);
/* harmony import */ var _build_watch_transfers_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7386);
/* harmony import */ var _build_step_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4885);
/* harmony import */ var _cache_trouble_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3010);
/** Writes a layer cache: a build whose every step is in the builder, so that only the upload is left. */





/** Layers of some gigabytes over a slow line. */
const EXPORT_TIMEOUT_MS = 30 * 60_000;
/** A step that takes longer is not in the builder any more: this would be a second build. */
const LONGEST_STEP_MS = 15_000;
const TRIES = 3;
const LONGEST_FAILURE_MS = 60_000;
/**
 * An export in which nothing moves is ended sooner than a build: its image is there already. BuildKit sends each block
 * again up to ten times in sixteen minutes to a store of GitHub's cache that fails, one megabyte at a time.
 */
const STALL_MINUTES = 1;
const TRICKLE_BYTES = 3_000_000;
/** The post step has a limit of its own, and no time for more. */
const NOT_WATCHED = { builder: { name: "", driver: "" }, stallMinutes: 0 };
/** Never throws. */
function exportCache(world, request, options) {
    const { builder, stallMinutes = 0 } = request;
    return runExport(world, (0,_build_arguments_js__WEBPACK_IMPORTED_MODULE_0__/* .buildArguments */ .f)(request), {
        cwd: request.root,
        watch: { builder, stallMinutes: Math.min(stallMinutes, STALL_MINUTES) },
        ...options,
    });
}
/** The same from a command line that was written down, for the post step. Passing failures are tried again. */
async function runExport(world, argv, options) {
    const started = world.clock.now();
    for (let attempt = 1;; attempt += 1) {
        const result = await tryExport(world, argv, options);
        if (result.kind === "saved" || attempt === TRIES || !(0,_cache_trouble_js__WEBPACK_IMPORTED_MODULE_1__/* .isPassing */ .WG)(result.because))
            return result;
        // BuildKit tries again by itself, for minutes: a finished image does not wait for a service that is down.
        if (world.clock.now() - started > LONGEST_FAILURE_MS)
            return result;
        const signal = options.signal ?? world.cancelled;
        world.log.debug(`a cache export is tried again: ${result.because}`);
        await world.clock.sleep(1_000 * 2 ** attempt, signal);
        if (signal.aborted)
            return result;
    }
}
async function tryExport(world, argv, options) {
    const progress = new _build_progress_js__WEBPACK_IMPORTED_MODULE_2__/* .Progress */ .k();
    const started = world.clock.now();
    const stop = new AbortController();
    const signals = [stop.signal, options.signal ?? world.cancelled];
    const watched = new Map();
    let rerun;
    const watch = async (step) => {
        const done = new AbortController();
        watched.set(step, done);
        await world.clock.sleep(LONGEST_STEP_MS, done.signal);
        if (done.signal.aborted)
            return;
        rerun = step;
        stop.abort();
    };
    const asked = {
        cwd: options.cwd,
        // Seven git processes less: nothing but a cache comes of it.
        env: { ...options.env, BUILDX_GIT_INFO: "false" },
        timeoutMs: options.timeoutMs ?? EXPORT_TIMEOUT_MS,
        signal: AbortSignal.any(signals),
        onStderrLine(line) {
            for (const event of progress.read(line)) {
                if (event.kind === "step-started" && (0,_build_step_js__WEBPACK_IMPORTED_MODULE_3__/* .parseStepName */ .Z)(event.step)?.keyword === "RUN")
                    void watch(event.step);
                if (event.kind === "step-done")
                    watched.get(event.step.name)?.abort();
            }
        },
    };
    const { builder, stallMinutes } = options.watch ?? NOT_WATCHED;
    const { result, stall } = await (0,_build_watch_transfers_js__WEBPACK_IMPORTED_MODULE_4__/* .execWatched */ .w)(world, argv, asked, {
        progress,
        builder,
        env: options.env,
        stallMinutes,
        trickleBytes: TRICKLE_BYTES,
    });
    for (const done of watched.values())
        done.abort();
    const trouble = (0,_cache_trouble_js__WEBPACK_IMPORTED_MODULE_1__/* .exportTrouble */ .y7)(progress.steps());
    if (result.exitCode === 0 && trouble === undefined) {
        return { kind: "saved", seconds: (world.clock.now() - started) / 1000 };
    }
    if (stall !== undefined)
        return failed((0,_build_watch_transfers_js__WEBPACK_IMPORTED_MODULE_4__/* .describeStall */ .o)(stall));
    if (rerun !== undefined)
        return failed(`the builder does not have ${rerun} any more`);
    if (trouble !== undefined)
        return failed(trouble);
    const at = progress.steps().find(({ error }) => error !== undefined)?.name;
    const because = describeEnd(result.ended, progress.text() || result.stderr);
    return failed(at === undefined ? because : `${because} (at ${at})`);
}
/**
 * Stopping a step at the wrong moment makes the engine's builder (28.5) lose the layer below it, for good:
 * seen in one of five cancellations. What lies below that layer is still there.
 */
function failed(because) {
    return { kind: "failed", because, isLayerLost: /snapshot \S+ does not exist/.test(because) };
}
function describeEnd(ended, text) {
    if (ended === "timeout")
        return "it took longer than its time limit";
    if (ended === "aborted")
        return "the run was cancelled";
    const said = text.split("\n").filter((line) => line.startsWith("ERROR:"));
    return said.at(-1)?.replace(/^ERROR:\s*/, "") ?? `docker buildx ended (${ended})`;
}


/***/ }),

/***/ 8703:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EG: () => (/* binding */ canGrow),
/* harmony export */   LE: () => (/* binding */ marksFlag),
/* harmony export */   MU: () => (/* binding */ markCommands),
/* harmony export */   eg: () => (/* binding */ growCommands),
/* harmony export */   pS: () => (/* binding */ parseChanges),
/* harmony export */   vs: () => (/* binding */ changeCommands)
/* harmony export */ });
const CHANGE = "ml-image-build-change";
const MARKS = "/ml-image-build/marks";
const MOUNT = "/ml-image-build/mount";
const WORK = "/ml-image-build";
/** Apart from the mount itself: a step would see it there. */
const marksFlag = `--mount=type=cache,id=ml-image-build-marks,target=${MARKS}`;
// Whoever writes, renames or gives a file away changes its status time; busybox tells that in whole seconds only.
const LIST = "find . ! -type d -exec stat -c '%z|%Z|%i|%s|%n' {} + | sort";
const NAMES = "cut -d'|' -f5-";
/** Notes each file that was filled in. */
function markCommands(key, mark) {
    const file = `${MARKS}/${key}-${mark}`;
    return `rm -f ${MARKS}/${key}-*; cd ${MOUNT} && ${LIST} > ${file} || rm -f ${file}`;
}
/** Prints the change since `mark`. */
function changeCommands(key, mark) {
    const file = `${MARKS}/${key}-${mark}`;
    return [
        `if [ -s ${file} ]; then ${listNew(file)}`,
        `${NAMES} ${WORK}/now > ${WORK}/names && ${NAMES} ${file} > ${WORK}/before`,
        `gone=$(sort ${WORK}/names ${WORK}/names ${WORK}/before | uniq -u | wc -l) && kb=0`,
        `while IFS='|' read -r z c i s n; do kb=$((kb + (s + 1023) / 1024)); done < ${WORK}/new`,
        `echo "${CHANGE} ${key} $kb $((gone))"; fi; true`,
    ].join(" && ");
}
/** Copies what came since `mark` to `out`. */
function growCommands(key, mark, out) {
    const copy = `tr '\\n' '\\0' | xargs -0 -r sh -c 'cp -a --parents "$@" ${out}/' sh`;
    return `set -e; mkdir -p ${out}; ${listNew(`${MARKS}/${key}-${mark}`)}; ${NAMES} ${WORK}/new | ${copy}`;
}
/** Lines that are not in the mark: each has its name in it, so none comes twice. */
function listNew(file) {
    return `cd ${MOUNT} && ${LIST} > ${WORK}/now && sort ${file} ${file} ${WORK}/now | uniq -u > ${WORK}/new`;
}
function parseChanges(output) {
    const lines = output.matchAll(new RegExp(`^${CHANGE} ([0-9a-f]{16}) (\\d+) (\\d+)\\s*$`, "gm"));
    return new Map([...lines].map(([, key = "", kilobytes, gone]) => [
        key,
        { kilobytes: Number(kilobytes), gone: Number(gone) },
    ]));
}
/** Each one is pulled by a request of its own. */
const MOST_LAYERS = 12;
/**
 * Whether the saved image is built upon: nothing was taken away, little came, nothing goes over the bound, and
 * what lies dead in older layers stays a small part.
 */
function canGrow(image, keys, states, limitKb) {
    const all = keys.map((key) => states.get(key));
    const changes = all.map((state) => state?.change);
    if (changes.some((change) => change === undefined || change.gone > 0))
        return false;
    if (all.some((state) => (state?.kilobytes ?? 0) > limitKb))
        return false;
    const total = all.reduce((sum, state) => sum + (state?.kilobytes ?? 0), 0);
    const fresh = changes.reduce((sum, change) => sum + (change?.kilobytes ?? 0), 0);
    return (image.layers + keys.length <= MOST_LAYERS &&
        fresh * 2 <= total &&
        image.kilobytes + fresh <= total * 1.25 + 1000);
}


/***/ }),

/***/ 1418:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DR: () => (/* binding */ MOUNTS_TARGET),
/* harmony export */   Ow: () => (/* binding */ lookDockerfile),
/* harmony export */   UG: () => (/* binding */ saveDockerfile),
/* harmony export */   Xg: () => (/* binding */ restoreDockerfile),
/* harmony export */   f$: () => (/* binding */ findTools),
/* harmony export */   kD: () => (/* binding */ SAVED_CONTEXT),
/* harmony export */   wl: () => (/* binding */ growDockerfile)
/* harmony export */ });
/* harmony import */ var _dockerfile_parse_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2390);
/* harmony import */ var _dockerfile_stages_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3407);
/* harmony import */ var _mount_changes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8703);
/* harmony import */ var _mount_script_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1927);
/**
 * The small Dockerfiles that look into cache mounts, fill them, and copy them into an image. They begin with
 * the stage that uses the mount: its base is pulled for the build anyway, and has a shell. Pure.
 */




/** The build context's name under which the saved mounts come in. */
const SAVED_CONTEXT = "ml-image-build-saved-mounts";
const MOUNTS_TARGET = "ml-image-build-mounts";
const TOOLS = "ml-image-build-tools";
/** The way from a Dockerfile's first FROM to a stage with a shell; `undefined`: no stage is made from an image. */
function findTools(text, lines) {
    const parsed = (0,_dockerfile_parse_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDockerfile */ .A)(text);
    const { stages, globalArgs, problems } = (0,_dockerfile_stages_js__WEBPACK_IMPORTED_MODULE_1__/* .readStages */ .i)(parsed.instructions);
    if (parsed.problems.length + problems.length > 0)
        return undefined;
    const nameOf = (stage) => stage.name ?? `ml-image-build-stage-${stage.index}`;
    const chosen = lines
        .map((line) => stages.findLast((stage) => stage.from.line <= line))
        .find((stage) => stage !== undefined && rootOf(stage, stages) !== "scratch");
    if (chosen === undefined)
        return undefined;
    const froms = stages
        .slice(0, chosen.index + 1)
        .map((stage) => stage.name === undefined ? `${stage.from.source} AS ${nameOf(stage)}` : stage.from.source);
    const begin = [...globalArgs.map(({ instruction }) => instruction.source), ...froms];
    return `${begin.join("\n")}\nFROM ${nameOf(chosen)} AS ${TOOLS}\nUSER 0\n`;
}
function rootOf(stage, stages) {
    const before = stages.slice(0, stage.index).findLast(({ name }) => name === stage.base.toLowerCase());
    return before === undefined ? stage.base : rootOf(before, stages);
}
/** Tells of each mount what is in it. `nonce` makes the builder look again. */
function lookDockerfile(tools, mounts, nonce, mark) {
    const marks = mark === undefined ? [] : [_mount_changes_js__WEBPACK_IMPORTED_MODULE_2__/* .marksFlag */ .LE];
    const runs = mounts.map((mount) => run([cacheFlag(mount, mount.sharing), ...marks], (0,_mount_script_js__WEBPACK_IMPORTED_MODULE_3__/* .lookScript */ .l_)(mount.key, nonce, mark)));
    return `${tools}${runs.join("")}${end()}`;
}
/** Fills each mount that is empty from the saved image; `nonce` is the mark of what it filled. */
function restoreDockerfile(tools, mounts, nonce) {
    const runs = mounts.map((mount) => run([
        cacheFlag(mount, mount.sharing),
        _mount_changes_js__WEBPACK_IMPORTED_MODULE_2__/* .marksFlag */ .LE,
        `--mount=type=bind,from=${SAVED_CONTEXT},source=/${mount.key},target=/ml-image-build/in`,
    ], (0,_mount_script_js__WEBPACK_IMPORTED_MODULE_3__/* .restoreScript */ .Q)(mount.key, nonce)));
    return `${tools}${runs.join("")}${end()}`;
}
/** An image with a folder for each mount, and nothing else. */
function saveDockerfile(tools, mounts, nonce, limitKb) {
    const runs = mounts.map((mount) => run([cacheFlag(mount, quiet(mount))], (0,_mount_script_js__WEBPACK_IMPORTED_MODULE_3__/* .copyScript */ .XY)(mount.key, nonce, limitKb)));
    return `${tools}${runs.join("")}FROM scratch AS ${MOUNTS_TARGET}\n${copies(mounts)}`;
}
/** The saved image, and a layer for each mount with what it has more since `mark`; or these layers alone. */
function growDockerfile(tools, mounts, nonce, mark, isAlone) {
    const runs = mounts.map((mount) => run([cacheFlag(mount, quiet(mount)), _mount_changes_js__WEBPACK_IMPORTED_MODULE_2__/* .marksFlag */ .LE], (0,_mount_script_js__WEBPACK_IMPORTED_MODULE_3__/* .growScript */ .xQ)(mount.key, nonce, mark)));
    return `${tools}${runs.join("")}FROM ${isAlone ? "scratch" : SAVED_CONTEXT} AS ${MOUNTS_TARGET}\n${copies(mounts)}`;
}
function copies(mounts) {
    return mounts.map(({ key }) => `COPY --from=${TOOLS} /ml-image-build/out/${key} /${key}\n`).join("");
}
/** Nobody may write while it is copied: waits for builds that use the mount at the moment. */
function quiet({ sharing }) {
    return sharing === "private" ? "private" : "locked";
}
function end() {
    // A pattern that matches nothing: the steps run, and nothing is copied.
    return `FROM scratch AS ${MOUNTS_TARGET}\nCOPY --from=${TOOLS} /.ml-image-build-nothing* /\n`;
}
function run(mounts, script) {
    return `RUN ${mounts.join(" ")} ${JSON.stringify(["/bin/sh", "-c", script])}\n`;
}
/** Owner and mode are a part of the mount's name for BuildKit: they are repeated to the letter. */
function cacheFlag({ id, uid, gid, mode }, sharing) {
    const fields = ["type=cache", `id=${id}`, "target=/ml-image-build/mount", `sharing=${sharing}`];
    if (uid !== undefined)
        fields.push(`uid=${uid}`);
    if (gid !== undefined)
        fields.push(`gid=${gid}`);
    if (mode !== undefined)
        fields.push(`mode=0${mode.toString(8)}`);
    return `--mount=${fields.join(",")}`;
}


/***/ }),

/***/ 1927:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gt: () => (/* binding */ parseStates),
/* harmony export */   Q: () => (/* binding */ restoreScript),
/* harmony export */   XY: () => (/* binding */ copyScript),
/* harmony export */   l_: () => (/* binding */ lookScript),
/* harmony export */   xQ: () => (/* binding */ growScript)
/* harmony export */ });
/* harmony import */ var _mount_changes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8703);
/**
 * What runs in a container beside a cache mount: a plain shell with `ls`, `cp`, `mv`, `rm`, `du` and `md5sum`, as
 * the smallest of images with a shell have them (no find, no tar). Pure.
 */

const MARK = "ml-image-build-mount";
// Folders' own sizes and times differ between file systems, and say nothing.
const LIST = `list() { { ls -lAnR --full-time "$1" 2>/dev/null || ls -lAnR "$1"; } | while IFS= read -r l; do case "$l" in total*|d*|*/.ml-image-build-*) ;; *) printf '%s\\n' "$l";; esac; done; }`;
const TELL = `tell() { n=; for e in "$2"/* "$2"/.[!.]* "$2"/..?*; do case "$e" in */.ml-image-build-*) continue;; esac; if [ -e "$e" ] || [ -L "$e" ]; then n=1; break; fi; done; if [ -z "$n" ]; then kb=0; sum=0; else set -- "$1" "$2" "$3" $(du -sk "$2"); kb=$4; [ "$kb" -gt 0 ] || kb=1; cd "$2"; set -- "$1" "$2" "$3" $(list . | md5sum); sum=$4; fi; echo "${MARK} $1 $kb $sum $3"; }`;
const MOUNT = "/ml-image-build/mount";
function script(nonce, body) {
    return `: ${nonce}; PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH; LC_ALL=C; export LC_ALL; TZ=UTC; export TZ; ${LIST}; ${TELL}; ${body}`;
}
/** Prints the mount's state; with a `mark`, also its change since. */
function lookScript(key, nonce, mark) {
    const change = mark === undefined ? "" : `; ${(0,_mount_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .changeCommands */ .vs)(key, mark)}`;
    return script(nonce, `tell ${key} ${MOUNT} 0:0${change}`);
}
/** Copies into a folder of its own first: one that is stopped half-way leaves nothing that anybody reads. */
function restoreScript(key, nonce) {
    const half = `${MOUNT}/.ml-image-build-${nonce}`;
    return script(nonce, `if [ "$(tell ${key} ${MOUNT} 0:0 | cut -d' ' -f3)" = 0 ]; then mkdir ${half} && cp -a /ml-image-build/in/. ${half}/ || { rm -rf ${half}; exit 1; }; for e in ${half}/* ${half}/.[!.]* ${half}/..?*; do if [ -e "$e" ] || [ -L "$e" ]; then mv "$e" ${MOUNT}/; fi; done; rm -rf ${half}; ${(0,_mount_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .markCommands */ .MU)(key, nonce)}; fi; tell ${key} ${MOUNT} 0:0`);
}
/** Copies what the mount has more than when it was filled into the stage. */
function growScript(key, nonce, mark) {
    return script(nonce, `${(0,_mount_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .growCommands */ .eg)(key, mark, `/ml-image-build/out/${key}`)}; tell ${key} ${MOUNT} 0:0`);
}
/** Copies the mount into the stage; the files that nobody wrote for longest are left out past the bound. */
function copyScript(key, nonce, limitKb) {
    const out = `/ml-image-build/out/${key}`;
    const evict = [
        `find . -type f -exec stat -c '%Y %s %n' {} + | sort -n > /ml-image-build/by-age`,
        `while [ "$over" -gt 0 ] && IFS=' ' read -r t s f; do rm -f "$f"; k=$(( (s + 1023) / 1024 )); over=$(( over - k )); files=$(( files + 1 )); kb=$(( kb + k )); done < /ml-image-build/by-age`,
    ].join("; ");
    return script(nonce, `set -e; mkdir -p ${out}; cp -a ${MOUNT}/. ${out}/; rm -rf ${out}/.ml-image-build-*; cd ${out}; set -- $(du -sk .); over=$(( $1 - ${limitKb} )); files=0; kb=0; if [ "$over" -gt 0 ]; then ${evict}; fi; tell ${key} ${MOUNT} $files:$kb`);
}
/** Reads what the scripts printed. */
function parseStates(output) {
    const states = new Map();
    const changes = (0,_mount_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .parseChanges */ .pS)(output);
    for (const match of output.matchAll(new RegExp(`^${MARK} ([0-9a-f]{16}) (\\d+) (\\S+) (\\d+):(\\d+)\\s*$`, "gm"))) {
        const [, key = "", kilobytes, sum = "", files, evictedKb] = match;
        states.set(key, {
            key,
            kilobytes: Number(kilobytes),
            sum,
            evicted: { files: Number(files), kilobytes: Number(evictedKb) },
            change: changes.get(key),
        });
    }
    return states;
}


/***/ }),

/***/ 7685:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $7: () => (/* binding */ writeRescue),
/* harmony export */   LA: () => (/* binding */ isLeftToPost),
/* harmony export */   Zg: () => (/* binding */ dropRescue)
/* harmony export */ });
/* unused harmony exports findRescues, saveRescues */
/* harmony import */ var _export_cache_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1517);

const FOLDER = "rescue";
/** GitHub ends a cancelled job after five minutes. */
const LIMIT_MS = (/* unused pure expression or super */ null && (4 * 60_000));
/** Replaces what was written down for the platform before. */
async function writeRescue(world, { directory }, platform, rescue) {
    const file = `${directory}/${FOLDER}/${platform.replaceAll("/", "-")}.json`;
    await world.files.write(file, JSON.stringify(rescue), 0o600);
}
/** Nothing is left to do for the post step. */
async function dropRescue(world, { directory }) {
    await world.files.remove(`${directory}/${FOLDER}`);
}
/** Everything that was written down below a run's scratch space and not dropped. */
async function findRescues(world, scratch) {
    const found = [];
    for (const { name } of await world.files.list(scratch)) {
        const folder = `${scratch}/${name}/${FOLDER}`;
        for (const file of await world.files.list(folder)) {
            const rescue = parseRescue(await world.files.readText(`${folder}/${file.name}`));
            if (rescue !== undefined)
                found.push(rescue);
        }
    }
    return found;
}
/** A cancelled run's builder, credentials and scratch space stay where finished layers are still to be saved. */
async function isLeftToPost(world, scratch) {
    // Outside of GitHub Actions no post step follows.
    if (!world.cancelled.aborted || world.env.GITHUB_ACTIONS !== "true")
        return false;
    return (await findRescues(world, scratch)).length > 0;
}
/** Saves them, side by side. Never throws. */
async function saveRescues(world, scratch) {
    await Promise.all((await findRescues(world, scratch)).map(async ({ image, what, argv, lesser, cwd, env }) => {
        world.log.info(`${image} │ saving ${what} of the build that was stopped`);
        const options = { cwd, env, timeoutMs: LIMIT_MS };
        let result = await runExport(world, argv, options);
        let saved = what;
        for (const less of lesser) {
            if (result.kind !== "failed" || !result.isLayerLost)
                break;
            result = await runExport(world, less.argv, options);
            saved = less.what;
        }
        if (result.kind === "saved") {
            world.log.info(`${image} │ ${saved} in the cache: the next run goes on from there`);
        }
        else {
            world.log.warning(`${image}: its finished steps are not in the cache: ${result.because}`);
        }
    }));
}
/** A file that was being written when the process was killed says nothing. */
function parseRescue(text) {
    try {
        const value = JSON.parse(text ?? "");
        return isRescue(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function isRescue(value) {
    return (typeof value === "object" &&
        value !== null &&
        "argv" in value &&
        Array.isArray(value.argv) &&
        value.argv[0] === "docker" &&
        value.argv[1] === "buildx" &&
        "cwd" in value &&
        "env" in value &&
        "image" in value &&
        "lesser" in value &&
        Array.isArray(value.lesser) &&
        "what" in value);
}


/***/ }),

/***/ 4517:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ CAPABILITIES),
/* harmony export */   F: () => (/* binding */ isCapability)
/* harmony export */ });
const CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
/** Whether CloudFormation knows a capability of this name. */
function isCapability(name) {
    return CAPABILITIES.some((one) => one === name);
}


/***/ }),

/***/ 9693:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  y: () => (/* binding */ deployInputNames),
  I: () => (/* binding */ parseDeployInputs)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/input-reader.js
var input_reader = __webpack_require__(1371);
// EXTERNAL MODULE: ./lib/registry/target.js
var target = __webpack_require__(8330);
// EXTERNAL MODULE: ./lib/deploy/capabilities.js
var deploy_capabilities = __webpack_require__(4517);
// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
;// CONCATENATED MODULE: ./lib/deploy/parameter-text.js
/** The inputs `parameters` and `stack-tags`: `Name=value` by line, or JSON. Pure. */

const NAME = /^[A-Za-z0-9]{1,255}$/;
/**
 * One `Name=value` a line: everything after the first `=` is the value, commas and further `=` included
 * (aws-cloudformation-github-deploy#47 splits at commas). Empty lines and lines that start with `#` are
 * left out. No message quotes a value: it may be a secret. JSON may be an object, or the list of `ParameterKey`/`ParameterValue` that the AWS CLI takes.
 */
function parseParameterTexts(input, problems) {
    const texts = parsePairs("parameters", input, problems).map(([name, text]) => ({ name, text }));
    const seen = new Set();
    for (const { name } of texts) {
        if (!NAME.test(name)) {
            problems.push(`input parameters: expected a CloudFormation parameter's name (letters and digits), found ${JSON.stringify(name)}`);
        }
        if (seen.has(name))
            problems.push(`input parameters: ${name} is given twice`);
        seen.add(name);
    }
    return texts;
}
/** `Key=value` by line or JSON, in order. */
function parsePairs(input, text, problems) {
    const trimmed = text.trim();
    if (trimmed.startsWith("{") || trimmed.startsWith("["))
        return parseJsonPairs(input, trimmed, problems);
    return trimmed.split(/\r?\n/).flatMap((raw, index) => {
        const line = raw.trim();
        if (line === "" || line.startsWith("#"))
            return [];
        const equals = line.indexOf("=");
        if (equals < 1) {
            problems.push(`input ${input}: expected a line Name=value, found none in line ${index + 1}; a value of several lines is given as JSON`);
            return [];
        }
        return [[line.slice(0, equals).trim(), line.slice(equals + 1).trim()]];
    });
}
function parseJsonPairs(input, text, problems) {
    const expected = `input ${input}: expected {"Name": "value"} or [{"ParameterKey": …, "ParameterValue": …}]`;
    let json;
    try {
        json = JSON.parse(text);
    }
    catch {
        problems.push(`${expected}, found text that starts like JSON and is none`);
        return [];
    }
    if (Array.isArray(json)) {
        return json.flatMap((item) => {
            const object = (0,registry_json/* isObject */.Gv)(item) ? item : undefined;
            const name = (0,registry_json/* stringAt */.bX)(object, "ParameterKey") ?? (0,registry_json/* stringAt */.bX)(object, "Key");
            const value = object?.ParameterValue ?? object?.Value;
            if (name !== undefined && typeof value === "string")
                return [[name, value]];
            // What is not named keeps its value anyway.
            if (name !== undefined && object?.UsePreviousValue === true)
                return [];
            problems.push(`${expected}, found neither in ${name ?? "an item"}`);
            return [];
        });
    }
    if (!(0,registry_json/* isObject */.Gv)(json))
        return [];
    return Object.entries(json).flatMap(([name, value]) => {
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
            return [[name, String(value)]];
        }
        problems.push(`${expected}; the value of ${name} is ${value === null ? "null" : "an object or a list"}`);
        return [];
    });
}

// EXTERNAL MODULE: ./lib/deploy/template-source.js
var template_source = __webpack_require__(2059);
;// CONCATENATED MODULE: ./lib/deploy/deploy-inputs.js
/** The inputs of `mode: deploy` → what to deploy where; every problem at once. Pure. */






/** Inputs that only `mode: deploy` has, in the order of `action.yml`. */
const deployInputNames = [
    "results",
    "stack",
    "parameters",
    "skip-failed",
    "template",
    "capabilities",
    "stack-tags",
    "role-arn",
    "notification-arns",
    "execute",
    "change-set",
    "allow-replacement",
    "wait-minutes",
    "wait-for-cleanup",
    "cancel-update",
];
const STACK = /^(?:[A-Za-z][A-Za-z0-9-]{0,127}|arn:aws[\w-]*:cloudformation:[\w-]+:\d{12}:stack\/[A-Za-z][A-Za-z0-9-]{0,127}\/[\w-]+)$/;
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/;
const TOPIC = /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:\S+$/;
/** What only makes sense where a change set is made. */
const MAKING = [
    "results",
    "images",
    "parameters",
    "skip-failed",
    "template",
    "capabilities",
    "stack-tags",
    "role-arn",
    "notification-arns",
];
/** `foreign`: problems with inputs of other modes. Throws one UserError with all problems. */
function parseDeployInputs(read, foreign) {
    const reader = (0,input_reader/* createInputReader */.i)(read);
    reader.problems.push(...foreign);
    const { text } = reader;
    const stack = text("stack");
    if (!STACK.test(stack))
        reader.wrong("stack", "the name or ARN of a CloudFormation stack", stack);
    const source = parseSource(reader);
    const execute = reader.flag("execute", true);
    if (!execute && source.kind === "change-set") {
        reader.problems.push('input execute: "false" makes a change set, change-set executes one; give one of them');
    }
    const token = text("github-token");
    const inputs = {
        registry: parseRegistry(reader),
        images: (0,input_reader/* splitList */.r)(text("images")),
        results: text("results"),
        skipFailed: reader.flag("skip-failed", false),
        comment: reader.choice("comment", ["auto", "always", "never"]),
        // The default is an expression that only a runner fills in.
        token: token === "" || token.startsWith("${{") ? undefined : token,
        request: {
            stack,
            source,
            execute,
            allowReplacement: reader.flag("allow-replacement", true),
            busyLimitMs: minutes(reader, "wait-minutes", 30),
            updateLimitMs: minutes(reader, "timeout-minutes", 0) || undefined,
            waitForCleanup: reader.flag("wait-for-cleanup", false),
            cancelUpdate: reader.flag("cancel-update", false),
        },
    };
    const [first, ...rest] = reader.problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
    return inputs;
}
function parseRegistry(reader) {
    if (reader.text("registry") === "")
        return undefined;
    try {
        return (0,target/* parseRegistryTarget */.W)(reader.text("registry"));
    }
    catch (error) {
        if (!(error instanceof errors/* UserError */.y))
            throw error;
        reader.problems.push(...error.problems);
        return undefined;
    }
}
function parseSource(reader) {
    const { text, problems } = reader;
    if (text("change-set") !== "") {
        const foreign = MAKING.filter((name) => text(name) !== "" && text(name) !== "false");
        if (foreign.length > 0) {
            problems.push(`input change-set: the change set has its values already; leave out ${foreign.join(", ")}`);
        }
        return { kind: "change-set", changeSet: text("change-set") };
    }
    const roleArn = text("role-arn");
    if (roleArn !== "" && !ROLE.test(roleArn))
        reader.wrong("role-arn", "arn:aws:iam::ACCOUNT:role/NAME", roleArn);
    const topics = (0,input_reader/* splitList */.r)(text("notification-arns"));
    if (!topics.every((topic) => TOPIC.test(topic)))
        reader.wrong("notification-arns", "ARNs of SNS topics", topics);
    const capabilities = (0,input_reader/* splitList */.r)(text("capabilities"));
    if (!capabilities.every(deploy_capabilities/* isCapability */.F)) {
        reader.wrong("capabilities", `names of ${deploy_capabilities/* CAPABILITIES */.$.join(", ")}`, capabilities);
    }
    const tags = parsePairs("stack-tags", text("stack-tags"), problems);
    return {
        kind: "new",
        parameters: parseParameterTexts(text("parameters"), problems),
        template: parseTemplateInput(reader),
        capabilities,
        tags: text("stack-tags") === "" ? undefined : new Map(tags),
        roleArn: roleArn === "" ? undefined : roleArn,
        notificationArns: text("notification-arns") === "" ? undefined : topics,
    };
}
function parseTemplateInput(reader) {
    const text = reader.text("template");
    if (text === "")
        return { kind: "previous" };
    if (!/^[a-z0-9]+:\/\//i.test(text))
        return { kind: "file", path: text };
    const url = (0,template_source/* templateUrl */.sB)(text) ?? reader.wrong("template", "a file, or an https:// or s3:// URL", text);
    return { kind: "url", url };
}
/** Minutes, parts of them allowed, as milliseconds. */
function minutes(reader, name, fallback) {
    const value = reader.text(name);
    if (value === "")
        return fallback * 60_000;
    if (/^\d{1,5}(\.\d+)?$/.test(value))
        return Number(value) * 60_000;
    return reader.wrong(name, "a number of minutes", fallback) * 60_000;
}


/***/ }),

/***/ 2059:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bz: () => (/* binding */ referenceOf),
/* harmony export */   PM: () => (/* binding */ loadTemplate),
/* harmony export */   sB: () => (/* binding */ templateUrl)
/* harmony export */ });
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html, bytes. */
const LARGEST_BODY = 51_200;
/** Reads a template's file; a problem as text where it is missing or too large to be sent. */
async function loadTemplate(world, source) {
    if (source.kind === "previous")
        return { kind: "previous" };
    if (source.kind === "url")
        return { kind: "url", url: source.url };
    const path = source.path.startsWith("/")
        ? source.path
        : `${world.env.GITHUB_WORKSPACE || world.cwd}/${source.path}`;
    const text = await world.files.readText(path);
    if (text === undefined)
        return `input template: expected a file or an https:// or s3:// URL, found no file ${source.path}`;
    const bytes = Buffer.byteLength(text);
    if (bytes > LARGEST_BODY) {
        return (`input template: ${source.path} has ${bytes} bytes, CloudFormation takes ${LARGEST_BODY} in a request; ` +
            "put it into S3 (up to 1 MB), for example with aws cloudformation package, and give its https:// or s3:// URL");
    }
    const local = findLocalPath(text);
    if (local !== undefined) {
        return `input template: ${source.path} names the local path ${local}; package it first (aws cloudformation package, or sam package) and give the packaged template`;
    }
    return { kind: "body", text };
}
/** What `aws cloudformation package` would have replaced by an S3 URL. */
function findLocalPath(text) {
    return /^\s*"?(?:CodeUri|ContentUri|DefinitionUri|TemplateURL)"?\s*:\s*["']?(\.{1,2}\/[^\s"',]+)/m.exec(text)?.[1];
}
/** `s3://bucket/key` is what people copy; CloudFormation takes https only. The region's endpoint also serves others. */
function templateUrl(text) {
    const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)\/(\S+)$/.exec(text) ?? [];
    if (bucket !== undefined && key !== undefined)
        return `https://${bucket}.s3.amazonaws.com/${key}`;
    return /^https:\/\/\S+$/.test(text) ? text : undefined;
}
/** The template as `GetTemplateSummary` takes it. */
function referenceOf(template, stackId) {
    switch (template.kind) {
        case "previous":
            return { StackName: stackId };
        case "body":
            return { TemplateBody: template.text };
        case "url":
            return { TemplateURL: template.url };
    }
}


/***/ }),

/***/ 8848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  H: () => (/* binding */ analyzeDockerfile)
});

// EXTERNAL MODULE: ./lib/dockerfile/command.js
var dockerfile_command = __webpack_require__(1651);
;// CONCATENATED MODULE: ./lib/dockerfile/canonical.js

/**
 * The reachable stages, one line an instruction, without comments, positions and spacing. Keywords are in one
 * case; arguments are JSON, so that no two different instructions look alike. Stages are numbered anew, and
 * each says which others it takes files from, because `--from=0` means another stage once one is inserted.
 */
function writeCanonicalText(parsed, list, usedArgs, platforms) {
    const lines = parsed.directives.map(({ name, value }) => `# ${name}=${value}`);
    for (const { command, instruction } of list.globalArgs) {
        const names = command.kind === "arg" ? command.pairs.map(({ name }) => name) : [];
        if (names.some((name) => usedArgs.has(name)))
            lines.push(...writeInstruction(instruction));
    }
    const reachable = list.stages.filter((stage) => platforms.some(({ nodes }) => [...nodes].some((node) => node.stage === stage)));
    for (const stage of reachable) {
        lines.push(...writeInstruction(stage.from));
        const needs = platforms.map(({ nodes, target }) => {
            const node = [...nodes].find((candidate) => candidate.stage === stage);
            const sources = [node?.base, ...(node?.dependencies ?? [])].map((source) => source?.stage === undefined ? -1 : reachable.indexOf(source.stage));
            const numbers = sources.filter((number) => number !== -1);
            return `${node === undefined ? "unused" : numbers.join(" ")}${node === target ? " target" : ""}`;
        });
        lines.push(`# needs ${JSON.stringify([...new Set(needs)])}`);
        for (const { instruction } of stage.commands)
            lines.push(...writeInstruction(instruction));
    }
    return `${lines.join("\n")}\n`;
}
function writeInstruction(instruction) {
    const { keyword, flags, args, isJson, heredocs } = instruction;
    const { command } = (0,dockerfile_command/* readCommand */.U)(instruction);
    // The image keeps a trigger as it is written, to the last space.
    if (command.kind === "onbuild")
        return [`ONBUILD ${JSON.stringify(command.trigger)}`];
    const form = isJson ? "json" : "text";
    return [
        `${keyword.toUpperCase()} ${JSON.stringify(flags)} ${form} ${JSON.stringify(args)}`,
        ...heredocs.map(writeHeredoc),
    ];
}
function writeHeredoc({ name, expand, chomp, content }) {
    return `<<${chomp ? "-" : ""} ${JSON.stringify([name, expand, content])}`;
}

// EXTERNAL MODULE: ./lib/dockerfile/clean-path.js
var clean_path = __webpack_require__(8027);
// EXTERNAL MODULE: ./lib/dockerfile/glob.js
var glob = __webpack_require__(6306);
;// CONCATENATED MODULE: ./lib/dockerfile/copy-reads.js


/** Everything in a context: for `.`, and for whatever cannot be known. */
function wholeContext(place, asWritten) {
    return {
        ...place,
        source: "",
        wildcard: false,
        exclude: [],
        parents: false,
        pivot: undefined,
        asWritten,
        allowMissing: true,
    };
}
/** The read of one expanded COPY or ADD source below a context. */
function copyRead(place, copy, expanded, asWritten) {
    const exclude = copy.exclude;
    if (!copy.parents) {
        const source = (0,clean_path/* cleanBelowRoot */.HY)(expanded);
        const wildcard = (0,glob/* hasWildcard */.r)(source);
        const allowMissing = wildcard || source === "";
        return { ...place, source, wildcard, exclude, parents: false, pivot: undefined, asWritten, allowMissing };
    }
    const cut = expanded.indexOf("/./");
    const pivot = (0,clean_path/* cleanBelowRoot */.HY)(cut === -1 ? "" : expanded.slice(0, cut));
    const below = (0,clean_path/* cleanPath */.ts)(`/${cut === -1 ? expanded : expanded.slice(cut + "/./".length)}`).slice(1);
    const source = (0,clean_path/* joinBelow */.ur)(pivot, below);
    const wildcard = (0,glob/* hasWildcard */.r)(source);
    const allowMissing = wildcard || below === "";
    return { ...place, source, wildcard, exclude, parents: true, pivot, asWritten, allowMissing };
}

// EXTERNAL MODULE: ./lib/dockerfile/environment.js
var dockerfile_environment = __webpack_require__(1255);
;// CONCATENATED MODULE: ./lib/dockerfile/platform.js
const SYSTEMS = new Set("aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(" "));
const ALIASES = {
    i386: ["386", ""],
    armhf: ["arm", "v7"],
    armel: ["arm", "v6"],
};
/** `os[(version)]/arch[/variant]` in the normal form that containerd gives it (`linux/aarch64` → `linux/arm64`). */
function parsePlatform(text) {
    const parts = text.split("/");
    const [first, second, third] = parts;
    if (first === undefined || parts.length > 3 || !parts.every((part) => /^[A-Za-z0-9_.()+-]+$/.test(part))) {
        return undefined;
    }
    const [, os = "", osVersion = ""] = /^([A-Za-z0-9_.-]+)(?:\(([^)+]*)[^)]*\))?$/.exec(first) ?? [];
    if (os === "")
        return undefined;
    if (second === undefined) {
        const system = normalSystem(os);
        if (SYSTEMS.has(system))
            return { os: system, osVersion, ...normalArchitecture("amd64", "") };
        return { os: "linux", osVersion: "", ...normalArchitecture(os, "") };
    }
    return { os: normalSystem(os), osVersion, ...normalArchitecture(second, third ?? "") };
}
/** `os/arch[/variant]`; the version of the system only with `withVersion`. */
function formatPlatform(platform, withVersion) {
    const { os, osVersion, architecture, variant } = platform;
    const system = withVersion && osVersion !== "" ? `${os}(${osVersion})` : os;
    return [system, architecture, variant].filter((part) => part !== "").join("/");
}
function normalSystem(os) {
    const lower = os.toLowerCase();
    return lower === "macos" ? "darwin" : lower;
}
function normalArchitecture(architecture, variant) {
    const arch = architecture.toLowerCase();
    const lower = variant.toLowerCase();
    const alias = ALIASES[arch];
    if (alias !== undefined)
        return { architecture: alias[0], variant: alias[1] };
    if (["x86_64", "x86-64", "amd64"].includes(arch)) {
        return { architecture: "amd64", variant: lower === "v1" ? "" : lower };
    }
    if (arch === "aarch64" || arch === "arm64")
        return { architecture: "arm64", variant: arm64Variant(lower) };
    if (arch !== "arm")
        return { architecture: arch, variant: lower };
    if (lower === "" || lower === "7")
        return { architecture: arch, variant: "v7" };
    return { architecture: arch, variant: ["5", "6", "8"].includes(lower) ? `v${lower}` : lower };
}
function arm64Variant(variant) {
    if (["8", "v8", "v8.0"].includes(variant))
        return "";
    return ["9", "9.0", "v9.0"].includes(variant) ? "v9" : variant;
}
/** The ARGs that BuildKit predefines for a target platform; all of them global. */
function platformArgs(target, build, stage) {
    return new Map([
        ["BUILDPLATFORM", formatPlatform(build, false)],
        ["BUILDOS", build.os],
        ["BUILDOSVERSION", build.osVersion],
        ["BUILDARCH", build.architecture],
        ["BUILDVARIANT", build.variant],
        ["TARGETPLATFORM", formatPlatform(target, true)],
        ["TARGETOS", target.os],
        ["TARGETOSVERSION", target.osVersion],
        ["TARGETARCH", target.architecture],
        ["TARGETVARIANT", target.variant],
        ["TARGETSTAGE", stage],
    ]);
}

;// CONCATENATED MODULE: ./lib/dockerfile/global-args.js


/** The ARGs that FROM lines see for one target platform: predefined ones, then those before the first FROM. */
function readGlobalArgs(list, escapeToken, options, platform) {
    const problems = [];
    const environment = new dockerfile_environment/* Environment */.OH(false);
    const uses = new Map();
    const target = parsePlatform(platform);
    const build = parsePlatform(options.buildPlatform ?? "linux/amd64");
    if (target === undefined)
        problems.push({ line: 0, message: `not a platform: ${platform}` });
    if (build === undefined)
        problems.push({ line: 0, message: `not a platform: ${options.buildPlatform}` });
    if (target !== undefined && build !== undefined) {
        const stage = options.target || list.stages.at(-1)?.name || "default";
        for (const [name, value] of platformArgs(target, build, stage)) {
            environment.set(name, predefined(name, value, options));
        }
    }
    for (const { command, instruction } of list.globalArgs) {
        for (const { name, value } of command.kind === "arg" ? command.pairs : []) {
            const given = options.args.get(name);
            if (given === undefined && value === undefined)
                continue;
            const expansion = (0,dockerfile_environment/* expandWord */.Vo)(value ?? "", escapeToken, environment);
            const names = uses.get(name) ?? new Set();
            uses.set(name, names);
            if (expansion.kind === "text")
                for (const used of expansion.names)
                    names.add(used);
            if (given !== undefined)
                environment.set(name, (0,dockerfile_environment/* known */.eO)(given));
            else if (expansion.kind === "text")
                environment.set(name, { text: expansion.text, uncertain: expansion.uncertain });
            else
                problems.push({ line: instruction.line, message: expansion.message });
        }
    }
    return { environment, uses, problems };
}
/** Which machine builds is not known while planning; and plans made on different ones must agree. */
function predefined(name, value, { args, buildPlatform }) {
    const given = args.get(name);
    if (given !== undefined)
        return (0,dockerfile_environment/* known */.eO)(given);
    return { text: value, uncertain: buildPlatform === undefined && isOfBuilder(name) ? [name] : [] };
}
/** ARGs that tell of the machine that builds; it runs Linux in any case. */
function isOfBuilder(name) {
    return name === "BUILDPLATFORM" || name === "BUILDARCH" || name === "BUILDVARIANT";
}

;// CONCATENATED MODULE: ./lib/dockerfile/remote-source.js
const SCP_STYLE = /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.*?(?:\?(.*?))?(?:#(.*))?$/;
/** `--checksum` of a git source may be a commit cut short. */
const COMMIT_START = /^[0-9a-f]{7,64}$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Tells local paths from URLs and git references as BuildKit does; `checksum` is ADD's flag. */
function classifySource(source, checksum) {
    const git = readGitSource(source);
    if (git !== undefined)
        return { kind: "git", pinned: COMMIT_START.test(checksum) || git.pinned };
    const isHttp = source.startsWith("http://") || source.startsWith("https://");
    return isHttp ? { kind: "http", pinned: checksum !== "" } : { kind: "local" };
}
/** Says whether a source whose variables are unknown could turn out to be a URL. */
function couldBeRemote(asWritten) {
    return !/^[A-Za-z0-9_.-]*\//.test(asWritten);
}
function readGitSource(source) {
    // `github.com/owner/repository` without a scheme is a local path to ADD and COPY.
    if (source.startsWith("./") || source.startsWith("../") || source.startsWith("github.com/"))
        return undefined;
    const scheme = /^([a-zA-Z0-9]+):\/\//.exec(source)?.[1]?.toLowerCase();
    if (scheme === undefined) {
        const scp = SCP_STYLE.exec(source);
        return scp === null ? undefined : { pinned: isPinned(scp[2] ?? "", scp[1] ?? "") };
    }
    if (scheme !== "http" && scheme !== "https" && scheme !== "ssh" && scheme !== "git")
        return undefined;
    const [beforeFragment = "", fragment = ""] = splitAt(source, "#");
    const [address = "", query = ""] = splitAt(beforeFragment, "?");
    const path = /^[a-zA-Z0-9]+:\/\/[^/]*(\/.*)?$/.exec(address)?.[1] ?? "";
    const isGit = scheme === "ssh" || scheme === "git" || decodedPath(path).endsWith(".git");
    return isGit ? { pinned: isPinned(fragment, query) } : undefined;
}
function splitAt(text, separator) {
    const at = text.indexOf(separator);
    return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
function decodedPath(path) {
    try {
        return decodeURIComponent(path);
    }
    catch {
        return path;
    }
}
function isPinned(fragment, query) {
    if (COMMIT.test(fragment.split(":", 1)[0] ?? ""))
        return true;
    const parameters = new URLSearchParams(query);
    return ["checksum", "commit", "ref"].some((name) => COMMIT.test(parameters.get(name) ?? ""));
}

;// CONCATENATED MODULE: ./lib/dockerfile/evaluate-copy.js




/** Finds what a COPY or ADD reads. */
function evaluateCopy(copy, { sources, line }, state, escapeToken, findings) {
    const instruction = copy.isAdd ? "ADD" : "COPY";
    const [source] = sources;
    const context = source === undefined ? "" : contextOf(source);
    // An empty one checks nothing, and one that is not known may be empty.
    const sum = (0,dockerfile_environment/* expandWord */.Vo)(copy.checksum, escapeToken, state.environment);
    const checksum = sum.kind === "text" && sum.uncertain.length === 0 ? sum.text : "";
    for (const asWritten of copy.sources) {
        const expanded = (0,dockerfile_environment/* expandWord */.Vo)(asWritten, escapeToken, state.environment);
        const place = { context: context ?? "", instruction, line };
        if (expanded.uncertain.length > 0) {
            if (copy.isAdd && couldBeRemote(asWritten)) {
                findings.unknowns.add(`line ${line}: ADD ${asWritten} may be a URL that ${originOf(expanded.uncertain)} gives`);
            }
            if (context === undefined)
                continue;
            findings.read(wholeContext(place, asWritten));
            findings.notices.add(describeUncertain(line, `${instruction} ${asWritten}`, expanded.uncertain));
        }
        else if (expanded.kind === "error")
            findings.problem(line, expanded.message);
        else if (!evaluateRemote({ ...copy, checksum }, expanded.text, line, findings) && context !== undefined) {
            if (state.isWindows && /[\\:]/.test(expanded.text))
                findings.read(wholeContext(place, asWritten));
            else
                findings.read(copyRead(place, copy, expanded.text, asWritten));
        }
    }
}
/** The named context that a node's files come from; `undefined`: a stage or an image. */
function contextOf(node) {
    if (node.replacedBy !== undefined)
        return node.replacedBy;
    return node.stage === undefined ? node.baseContext : undefined;
}
/** Tells what the base image's environment may decide, and why the whole context then counts. */
function describeUncertain(line, what, names, isWhole = true) {
    const list = names.map((name) => `$${name}`).join(", ");
    const origin = originOf(names);
    const remedy = origin === fromBuilder ? "" : "; declare it with ARG or ENV to narrow this";
    const consequence = isWhole ? `, so the whole context counts${remedy}` : "";
    return `line ${line}: ${what}: ${list} may come from ${origin}${consequence}`;
}
const fromBuilder = "the machine that builds";
function originOf(names) {
    return names.every(isOfBuilder) ? fromBuilder : "the base image";
}
function evaluateRemote(copy, source, line, findings) {
    const kind = classifySource(source, copy.checksum);
    if (kind.kind === "local")
        return false;
    if (!copy.isAdd) {
        findings.problem(line, `source can't be a ${kind.kind === "git" ? "git ref" : "URL"} for COPY`);
    }
    else if (!kind.pinned) {
        const remedy = kind.kind === "git" ? "name a full commit" : "give --checksum";
        findings.unknowns.add(`line ${line}: cannot be known: ADD ${source} (${remedy} to pin it)`);
    }
    return true;
}

// EXTERNAL MODULE: ./lib/dockerfile/mount.js + 1 modules
var dockerfile_mount = __webpack_require__(5952);
;// CONCATENATED MODULE: ./lib/dockerfile/evaluate-run.js





/** Finds what the mounts of a RUN read, and which caches and secrets it uses. */
function evaluateRun(mounts, { sources, line }, state, escapeToken, findings) {
    mounts.forEach((text, index) => {
        const uncertain = new Set();
        const { mount, problems } = (0,dockerfile_mount/* parseMount */.z)(text, (word) => {
            const expanded = (0,dockerfile_environment/* expandWord */.Vo)(word, escapeToken, state.environment);
            for (const name of expanded.uncertain)
                uncertain.add(name);
            return expanded.kind === "text" ? expanded.text : { error: expanded.message };
        });
        if (uncertain.size === 0)
            for (const problem of problems)
                findings.problem(line, problem);
        const source = sources[index];
        const from = source === undefined || mount.from === "" ? undefined : source;
        const place = mountPlace(mount, from, line, uncertain.size > 0);
        if (uncertain.size > 0) {
            if (place !== undefined)
                findings.read(wholeContext(place, text));
            findings.notices.add(describeUncertain(line, `RUN --mount=${text}`, [...uncertain], place !== undefined));
        }
        else if (place !== undefined) {
            const path = (0,clean_path/* cleanBelowRoot */.HY)(mount.source);
            const read = wholeContext(place, mount.source);
            findings.read({ ...read, source: path, allowMissing: path === "" });
        }
        if (mount.type === "cache")
            findings.cacheMount(cacheMount(mount, state, line));
        if (mount.type === "secret")
            findings.secretIds.add(secretId(mount));
    });
}
/** Which context a mount reads, if any. An unclear mount may be of any type. */
function mountPlace(mount, from, line, isUnclear) {
    const mayRead = isUnclear || mount.type === "bind" || (mount.type === "cache" && from !== undefined);
    const context = from === undefined ? "" : contextOf(from);
    return mayRead && context !== undefined ? { context, instruction: "RUN", line } : undefined;
}
function cacheMount(mount, state, line) {
    const directory = state.workingDirectory;
    const isAbsolute = (0,clean_path/* cleanPath */.ts)(mount.target).startsWith("/");
    const target = isAbsolute || directory === undefined ? mount.target : (0,clean_path/* cleanPath */.ts)(`/${directory}/${mount.target}`);
    return {
        id: mount.id === "" ? (0,clean_path/* cleanPath */.ts)(mount.target) : mount.id,
        target,
        sharing: mount.sharing,
        uid: mount.uid,
        gid: mount.gid,
        mode: mount.mode,
        from: mount.from === "" ? undefined : mount.from,
        source: mount.source === "" ? undefined : mount.source,
        line,
    };
}
function secretId(mount) {
    const id = mount.source || mount.id;
    return id === "" ? ((0,clean_path/* cleanPath */.ts)(mount.target).split("/").at(-1) ?? "") : id;
}

;// CONCATENATED MODULE: ./lib/dockerfile/stage-state.js



const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** What a stage's instructions see and hand on to the stages FROM it. */
class StageState {
    /** ARG and ENV; both are inherited. */
    environment;
    /** ENV only: set again at the start of each inheriting stage, over ARGs of the same name. */
    #imageEnvironment;
    /** `undefined`: the base image decides. */
    workingDirectory;
    /** It is the base image's, as its registry told: no WORKDIR with an absolute path came after it. */
    hasBaseDirectory = false;
    isWindows;
    constructor(environment, image, directory, isWindows) {
        this.environment = environment;
        this.#imageEnvironment = image;
        this.workingDirectory = directory;
        this.isWindows = isWindows;
        if (image.get("PATH") === undefined && !image.isOpen && !isWindows)
            image.set("PATH", (0,dockerfile_environment/* known */.eO)(DEFAULT_PATH));
        for (const [name, value] of image.entries())
            environment.set(name, value);
    }
    setEnv(name, value) {
        this.environment.set(name, value);
        this.#imageEnvironment.set(name, value);
    }
    changeDirectory(path) {
        if (path.startsWith("/")) {
            this.workingDirectory = path;
            this.hasBaseDirectory = false;
        }
        else if (this.workingDirectory !== undefined) {
            this.workingDirectory = (0,clean_path/* cleanPath */.ts)(`${this.workingDirectory}/${path}`);
        }
    }
    /** The state in which a stage FROM this one begins. */
    inherit() {
        const state = new StageState(this.environment.clone(), this.#imageEnvironment.clone(), this.workingDirectory, this.isWindows);
        state.hasBaseDirectory = this.hasBaseDirectory;
        return state;
    }
}
/** The state in which a stage on `scratch`, an image or a context begins. */
function beginState(node, targetPlatform, base) {
    const isScratch = node.baseName === "scratch" && node.replacedBy === undefined;
    const isOpen = !isScratch && base.environment === undefined;
    const image = new dockerfile_environment/* Environment */.OH(isOpen);
    for (const [name, value] of base.environment ?? [])
        image.set(name, (0,dockerfile_environment/* known */.eO)(value));
    const platform = parsePlatform(node.platform ?? targetPlatform);
    const isWindows = platform?.os === "windows";
    if (isScratch)
        return new StageState(new dockerfile_environment/* Environment */.OH(isOpen), image, "/", isWindows);
    const directory = base.directory === undefined || isWindows ? undefined : (0,clean_path/* cleanPath */.ts)(`/${base.directory}`);
    const state = new StageState(new dockerfile_environment/* Environment */.OH(isOpen), image, directory, isWindows);
    state.hasBaseDirectory = directory !== undefined;
    return state;
}

;// CONCATENATED MODULE: ./lib/dockerfile/evaluate.js





/** BuildKit keeps these two ARGs out of the environment. */
const SCAN_ARGS = new Set(["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]);
/** Walks through all reachable stages in order and notes what they read; returns how each one ends. */
function evaluateStages(evaluation, findings) {
    const states = new Map();
    for (const node of evaluation.nodes) {
        if (!evaluation.reachable.has(node))
            continue;
        noteBase(node, evaluation, findings);
        const base = node.base === undefined ? undefined : states.get(node.base);
        const name = node.replacedBy ?? node.baseContext ?? node.baseName;
        const { baseEnvironment, baseDirectory } = evaluation.options;
        const facts = { environment: baseEnvironment?.get(name), directory: baseDirectory?.get(name) };
        const state = base?.inherit() ?? beginState(node, evaluation.platform, facts);
        states.set(node, state);
        if (node.stage === undefined || node.replacedBy !== undefined)
            continue;
        for (const command of node.commands)
            evaluateCommand(node, command, state, evaluation, findings);
    }
    return states;
}
function noteBase(node, evaluation, findings) {
    if (node.uncertainVariables.length > 0) {
        findings.unknowns.add(`line ${node.line}: FROM ${node.asWritten}: which base it is depends on the machine that builds`);
    }
    const context = node.replacedBy ?? node.baseContext;
    if (context !== undefined) {
        findings.contexts.add(context);
        const isBase = node.stage !== undefined;
        const place = { context, instruction: "FROM", line: node.line };
        if (isBase && node.replacedBy === undefined)
            findings.read(wholeContext(place, node.asWritten));
        if (!evaluation.settledAsImages.has(node))
            return;
    }
    if (node.base?.replacedBy !== undefined) {
        const place = { context: node.base.replacedBy, instruction: "FROM", line: node.line };
        findings.read(wholeContext(place, node.asWritten));
    }
    if (node.base !== undefined || node.baseName === "scratch" || node.baseName === "")
        return;
    findings.reference({
        reference: node.baseName,
        asWritten: node.asWritten,
        platform: platformLabel(node, evaluation.options),
        targetPlatforms: [evaluation.platform],
        instruction: node.instruction,
        line: node.line,
        prefixFromVariable: node.asWritten.startsWith("$"),
        emptyVariables: node.emptyVariables,
    });
}
function platformLabel(node, { args }) {
    const written = node.stage?.platform;
    if (written === undefined || node.platform === undefined)
        return "";
    const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(written);
    const variable = name?.[1] ?? name?.[2] ?? "";
    if (variable === "TARGETPLATFORM" && !args.has(variable))
        return "";
    return node.isOnBuilder ? "build" : node.platform;
}
function evaluateCommand(node, placed, state, evaluation, findings) {
    const { command } = placed;
    evaluation.observe?.(node, placed, state, evaluation.platform);
    switch (command.kind) {
        case "env":
            evaluateEnv(command.pairs, placed.line, state, evaluation.escapeToken, findings);
            return;
        case "arg":
            for (const pair of command.pairs)
                evaluateArg(pair, placed.line, state, evaluation, findings);
            return;
        case "copy": {
            const [source] = placed.sources;
            if (source !== undefined && isLater(source, node, evaluation)) {
                const message = `cannot copy from stage "${command.from}", it needs to be defined before current stage`;
                findings.problem(placed.line, message);
            }
            evaluateCopy(command, placed, state, evaluation.escapeToken, findings);
            return;
        }
        case "run":
            evaluateRun(command.mounts, placed, state, evaluation.escapeToken, findings);
            return;
        case "workdir": {
            const path = (0,dockerfile_environment/* expandWord */.Vo)(command.path, evaluation.escapeToken, state.environment);
            if (path.uncertain.length > 0)
                state.workingDirectory = undefined;
            else if (path.kind === "text")
                state.changeDirectory(path.text);
            else
                findings.problem(placed.line, path.message);
            return;
        }
        case "from":
        case "onbuild":
        case "other":
            return;
        default:
            command;
    }
}
function isLater(source, node, { nodes }) {
    const isStage = source.stage !== undefined && source.replacedBy === undefined;
    return isStage && nodes.indexOf(source) > nodes.indexOf(node);
}
/** All of a line's names and values see the environment as it was before the line. */
function evaluateEnv(pairs, line, state, escapeToken, findings) {
    const before = state.environment.clone();
    for (const pair of pairs) {
        const name = (0,dockerfile_environment/* expandWord */.Vo)(pair.name, escapeToken, before);
        const value = (0,dockerfile_environment/* expandWord */.Vo)(pair.value ?? "", escapeToken, before);
        if (name.kind === "error" || name.uncertain.length > 0) {
            findings.unknowns.add(`line ${line}: the name of a variable, ${pair.name}, cannot be known`);
        }
        else if (value.kind === "text") {
            state.setEnv(name.text, { text: value.text, uncertain: value.uncertain });
        }
        else if (value.uncertain.length > 0) {
            state.setEnv(name.text, { text: "", uncertain: value.uncertain });
        }
        else
            findings.problem(line, value.message);
    }
}
function evaluateArg({ name, value }, line, state, { globals, options, escapeToken }, findings) {
    if (SCAN_ARGS.has(name))
        return;
    const given = options.args.get(name);
    if (given !== undefined)
        state.environment.set(name, (0,dockerfile_environment/* known */.eO)(given));
    else if (value !== undefined) {
        const expanded = (0,dockerfile_environment/* expandWord */.Vo)(value, escapeToken, state.environment);
        if (expanded.kind === "error" && expanded.uncertain.length === 0)
            findings.problem(line, expanded.message);
        const text = expanded.kind === "text" ? expanded.text : "";
        state.environment.set(name, { text, uncertain: expanded.uncertain });
    }
    else {
        const global = globals.environment.get(name);
        if (global !== undefined)
            state.environment.set(name, global);
    }
}

;// CONCATENATED MODULE: ./lib/dockerfile/findings.js
/** What has been found so far, each thing once, in the order of finding. */
class Findings {
    #reads = new Map();
    #references = new Map();
    #cacheMounts = new Map();
    #problems = new Map();
    contexts = new Set();
    secretIds = new Set();
    unknowns = new Set();
    notices = new Set();
    read(read) {
        if (read.context !== "")
            this.contexts.add(read.context);
        this.#reads.set(JSON.stringify(read), read);
    }
    reference(reference) {
        const { targetPlatforms, ...rest } = reference;
        const key = JSON.stringify(rest);
        const before = this.#references.get(key)?.targetPlatforms ?? [];
        const platforms = [...new Set([...before, ...targetPlatforms])];
        this.#references.set(key, { ...rest, targetPlatforms: platforms });
    }
    cacheMount(mount) {
        this.#cacheMounts.set(JSON.stringify(mount), mount);
    }
    problem(line, message) {
        this.#problems.set(`${line} ${message}`, { line, message });
    }
    get reads() {
        return [...this.#reads.values()];
    }
    get references() {
        return [...this.#references.values()];
    }
    get cacheMounts() {
        return [...this.#cacheMounts.values()];
    }
    get problems() {
        return [...this.#problems.values()].sort((a, b) => a.line - b.line);
    }
}

// EXTERNAL MODULE: ./lib/dockerfile/frontend.js
var dockerfile_frontend = __webpack_require__(1680);
// EXTERNAL MODULE: ./lib/dockerfile/parse.js + 2 modules
var parse = __webpack_require__(2390);
// EXTERNAL MODULE: ./lib/dockerfile/context-name.js
var context_name = __webpack_require__(7013);
;// CONCATENATED MODULE: ./lib/dockerfile/stage-graph.js



/** The stages of one platform's build, and images that are named outside of FROM after them. */
class StageGraph {
    nodes = [];
    problems = [];
    #byName = new Map();
    #contexts;
    #escapeToken;
    constructor(list, globals, escapeToken, options) {
        this.#contexts = options.contexts;
        this.#escapeToken = escapeToken;
        for (const stage of list.stages)
            this.#addStage(stage, globals.environment);
        for (const node of [...this.nodes]) {
            const placed = node.stage?.commands ?? [];
            node.commands = placed.map(({ command, instruction }) => this.connect(node, command, instruction, instruction.line));
        }
    }
    /** The stage to build; BuildKit knows stages by name only, an index is taken for old habits' sake. */
    findTarget(target) {
        const stages = this.nodes.filter((node) => node.stage !== undefined);
        if (target === undefined || target === "")
            return stages.at(-1);
        const named = this.#byName.get(target.toLowerCase());
        return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
    }
    /** Finds what a command takes files from, and makes `node` depend on it. */
    connect(node, command, instruction, line) {
        const sources = [];
        if (command.kind === "copy" && command.from !== undefined) {
            const source = this.#findCopySource(command.from, line);
            if (source !== undefined)
                sources.push(source);
        }
        for (const mount of command.kind === "run" ? command.mounts : []) {
            // Variables are unknown yet, so every mount counts, as if it were a bind mount.
            const from = (0,dockerfile_mount/* parseMount */.z)(mount, undefined).mount.from || "scratch";
            sources.push(this.#byName.get(from.toLowerCase()) ?? this.#addImage(from, "RUN", line));
        }
        for (const source of sources)
            node.dependencies.add(source);
        return { command, instruction, sources, line };
    }
    #findCopySource(from, line) {
        const plain = (0,dockerfile_environment/* expandWord */.Vo)(from, this.#escapeToken, new dockerfile_environment/* Environment */.OH(false));
        if (plain.kind === "error" || plain.text !== from) {
            const message = "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround";
            this.problems.push({ line, message });
            return undefined;
        }
        if (!/^[+-]?\d+$/.test(from))
            return this.#byName.get(from.toLowerCase()) ?? this.#addImage(from, "COPY", line);
        const node = this.nodes[Number(from)];
        if (node === undefined)
            this.problems.push({ line, message: `invalid stage index ${Number(from)}` });
        return node;
    }
    #addStage(stage, globals) {
        const { line } = stage.from;
        const base = (0,dockerfile_environment/* expandWord */.Vo)(stage.base, this.#escapeToken, globals);
        const platform = stage.platform === undefined ? undefined : (0,dockerfile_environment/* expandWord */.Vo)(stage.platform, this.#escapeToken, globals);
        for (const expansion of [base, platform]) {
            if (expansion?.kind === "error")
                this.problems.push({ line, message: expansion.message });
        }
        const baseName = base.kind === "text" ? base.text : "";
        if (base.kind === "text" && baseName === "") {
            this.problems.push({ line, message: `base name (${stage.base}) should not be blank` });
        }
        if (platform?.kind === "text" && platform.text === "") {
            this.problems.push({ line, message: `empty platform value from expression ${stage.platform}` });
        }
        const replacedBy = stage.name === undefined ? undefined : (0,context_name/* findContext */.A)(stage.name, this.#contexts);
        const inFile = replacedBy === undefined ? this.#byName.get(baseName) : undefined;
        const node = {
            stage,
            baseName,
            asWritten: stage.base,
            emptyVariables: base.kind === "text" ? base.empty : [],
            uncertainVariables: base.uncertain,
            usedNames: [base, platform].flatMap((expansion) => (expansion?.kind === "text" ? expansion.names : [])),
            platform: platform?.kind === "text" ? platform.text : undefined,
            isOnBuilder: platform !== undefined && platform.uncertain.length > 0,
            instruction: "FROM",
            line,
            base: inFile,
            replacedBy,
            baseContext: this.#contextOf(baseName, inFile),
            dependencies: new Set(),
            commands: [],
        };
        this.nodes.push(node);
        if (stage.name !== undefined)
            this.#byName.set(stage.name, node);
    }
    #addImage(name, instruction, line) {
        const node = {
            stage: undefined,
            baseName: name,
            asWritten: name,
            emptyVariables: [],
            uncertainVariables: [],
            usedNames: [],
            platform: undefined,
            isOnBuilder: false,
            instruction,
            line,
            base: undefined,
            replacedBy: undefined,
            baseContext: this.#contextOf(name, undefined),
            dependencies: new Set(),
            commands: [],
        };
        this.nodes.push(node);
        return node;
    }
    #contextOf(name, inFile) {
        return inFile === undefined && name !== "scratch" ? (0,context_name/* findContext */.A)(name, this.#contexts) : undefined;
    }
}
/** The first stage that needs itself, by whatever detour; BuildKit looks at unreachable ones too. */
function findCycle(nodes) {
    const done = new Set();
    const isCircular = (node, above) => {
        if (above.has(node))
            return true;
        if (done.has(node))
            return false;
        const path = new Set(above).add(node);
        // A base stands earlier in the file, so it cannot close a circle by itself.
        const found = [...node.dependencies].some((need) => isCircular(need, path));
        done.add(node);
        return found;
    };
    return nodes.find((node) => isCircular(node, new Set()));
}
/** A node and everything it is made from. */
function reachableFrom(node, found = new Set()) {
    const open = [node];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (found.has(next))
            continue;
        found.add(next);
        if (next.base !== undefined)
            open.push(next.base);
        open.push(...next.dependencies);
    }
    return found;
}

// EXTERNAL MODULE: ./lib/dockerfile/stages.js
var stages = __webpack_require__(3407);
;// CONCATENATED MODULE: ./lib/dockerfile/template.js
const SUFFIX = /\.(?:j2|jinja2?|jinja|tmpl|tpl|template|erb|mustache|hbs)$/i;
/** Says whether a file's name is that of a Dockerfile still to be made (`Dockerfile.j2`). */
function isTemplatePath(path) {
    return SUFFIX.test(path);
}
/** Finds template syntax where a Dockerfile can have none: at a line's start, and in FROM. */
function findTemplateSyntax(text) {
    const lines = text.split("\n");
    const line = lines.findIndex((candidate) => /^\s*(?:\{%|\{\{|\{#|<%)|^\s*from\s.*(?:\{\{|\{%|<%)/i.test(candidate));
    if (line === -1)
        return undefined;
    const message = `this is a template (${(lines[line] ?? "").trim().slice(0, 60)}), not a Dockerfile: build from what it renders to`;
    return { line: line + 1, message };
}

;// CONCATENATED MODULE: ./lib/dockerfile/triggers.js



/**
 * Finds everything the target is made from. ONBUILD triggers of a base run first in the stage that begins
 * with it; they may name more stages, so this goes on until nothing new turns up.
 */
function resolveTriggers(graph, target, options) {
    const problems = [];
    const done = new Set();
    const settled = new Set();
    const settledAsImages = new Set();
    for (;;) {
        const nodes = reachableFrom(target);
        for (const node of graph.nodes) {
            if (node.stage === undefined && !settled.has(node) && !nodes.has(node))
                settledAsImages.add(node);
            settled.add(node);
        }
        const before = done.size;
        for (const node of nodes) {
            if (done.has(node))
                continue;
            done.add(node);
            const triggers = triggersFor(node, options).flatMap((text) => readTrigger(graph, node, text, problems));
            node.commands = [...triggers, ...node.commands];
        }
        if (done.size === before)
            return { nodes, settledAsImages, problems };
    }
}
function triggersFor(node, options) {
    if (node.base !== undefined) {
        const commands = node.base.stage?.commands ?? [];
        return commands.flatMap(({ command }) => (command.kind === "onbuild" ? [command.trigger] : []));
    }
    return options.onbuild?.get(node.replacedBy ?? node.baseContext ?? node.baseName) ?? [];
}
function readTrigger(graph, node, text, problems) {
    const { line } = node;
    const report = (message) => {
        problems.push({ line, message: `ONBUILD ${text.split("\n", 1)[0]}: ${message}` });
    };
    const parsed = (0,parse/* parseDockerfile */.A)(text);
    for (const { message } of parsed.problems)
        report(message);
    if (parsed.problems.length === 0 && parsed.instructions.length !== 1) {
        report("onbuild trigger should be a single expression");
    }
    return parsed.instructions.map((instruction) => {
        const { command, problems: found } = (0,dockerfile_command/* readCommand */.U)(instruction);
        for (const message of found)
            report(message);
        return graph.connect(node, command, instruction, line);
    });
}

;// CONCATENATED MODULE: ./lib/dockerfile/used-args.js
/**
 * Names of build args that can change the result: declared in a reachable stage (a RUN sees them all, and each
 * is written to the image's history), asked for by its FROM, or by the default of one that is. Proxy args
 * (`HTTP_PROXY` and its kind) reach RUN without being declared, but BuildKit keeps them out of cache keys
 * and images, so they count only when declared.
 */
function findUsedArgs(reachable, globals, options) {
    const used = new Set();
    const open = [...options.args.keys()].filter(isBuildSetting);
    for (const name of globals.uses.keys())
        if (isBuildSetting(name))
            open.push(name);
    for (const node of reachable) {
        open.push(...node.usedNames);
        for (const { command } of node.commands) {
            if (command.kind === "arg")
                open.push(...command.pairs.map(({ name }) => name));
        }
    }
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (used.has(name))
            continue;
        used.add(name);
        open.push(...(globals.uses.get(name) ?? []));
    }
    return used;
}
/** Args that the frontend itself obeys, declared or not. */
function isBuildSetting(name) {
    return name.startsWith("BUILDKIT_") || name === "SOURCE_DATE_EPOCH";
}

;// CONCATENATED MODULE: ./lib/dockerfile/analyze.js












/** Tells what building `text` reads, the way BuildKit decides it; never throws. */
function analyzeDockerfile(text, options, observe) {
    const frontend = options.args.get("BUILDKIT_SYNTAX")?.trim().split(" ", 1)[0] ?? (0,dockerfile_frontend/* detectFrontend */.k)(text);
    if (frontend !== undefined && !(0,dockerfile_frontend/* isKnownFrontend */.c)(frontend))
        return analyzeForeign(text, frontend, options);
    const parsed = (0,parse/* parseDockerfile */.A)(text);
    const list = (0,stages/* readStages */.i)(parsed.instructions);
    const findings = new Findings();
    const template = findTemplateSyntax(text);
    const problems = [...parsed.problems, ...(parsed.instructions.length > 0 ? list.problems : [])];
    // What else is wrong with a template follows from its being one.
    const told = template !== undefined && problems.length > 0 ? [template] : problems;
    for (const { line, message } of told)
        findings.problem(line, message);
    const usedArgs = new Set();
    const reached = [];
    const expandedBases = new Map();
    const directories = new Set();
    for (const platform of options.platforms.length === 0 ? ["linux/amd64"] : options.platforms) {
        const globals = readGlobalArgs(list, parsed.escapeToken, options, platform);
        const { graph, target, nodes, directory } = walkPlatform({ parsed, list, globals, platform, options, observe }, findings);
        for (const { stage, baseName } of graph.nodes) {
            if (stage !== undefined && !expandedBases.has(stage.index))
                expandedBases.set(stage.index, baseName);
        }
        for (const name of findUsedArgs(nodes, globals, options))
            usedArgs.add(name);
        reached.push({ target, nodes });
        directories.add(directory);
        noteSettings(list, globals, options, findings);
    }
    return {
        frontend,
        stages: summarize(list, reached, expandedBases),
        reads: findings.reads,
        references: findings.references,
        namedContexts: [...findings.contexts],
        usedArgs,
        cacheMounts: findings.cacheMounts,
        secretIds: [...findings.secretIds],
        onbuild: triggersLeft(reached),
        workingDirectory: directories.size === 1 ? [...directories][0] : undefined,
        canonicalText: writeCanonicalText(parsed, list, usedArgs, reached),
        unknowns: [...findings.unknowns],
        notices: [...findings.notices],
        problems: findings.problems,
    };
}
/** The target's own ONBUILD instructions; those that its base had have fired. */
function triggersLeft(reached) {
    const triggers = reached.flatMap(({ target }) => target?.stage?.commands ?? []);
    return [
        ...new Set(triggers.flatMap(({ command }) => (command.kind === "onbuild" ? [command.trigger] : []))),
    ];
}
function walkPlatform({ parsed, list, globals, platform, options, observe }, findings) {
    const { escapeToken } = parsed;
    const graph = new StageGraph(list, globals, escapeToken, options);
    const target = graph.findTarget(options.target);
    const circular = findCycle(graph.nodes);
    if (circular !== undefined) {
        const name = circular.stage?.name ?? circular.stage?.index;
        findings.problem(circular.line, `circular dependency detected on stage: ${name}`);
    }
    const { nodes, settledAsImages, problems } = target === undefined
        ? { nodes: new Set(), settledAsImages: new Set(), problems: [] }
        : resolveTriggers(graph, target, options);
    for (const { line, message } of [...globals.problems, ...graph.problems, ...problems]) {
        findings.problem(line, message);
    }
    if (target?.replacedBy !== undefined) {
        const place = { context: target.replacedBy, instruction: "FROM", line: target.line };
        findings.read(wholeContext(place, target.asWritten));
    }
    if (target === undefined && list.stages.length > 0) {
        const names = list.stages.flatMap(({ name }) => name ?? []);
        const found = names.length === 0 ? "no stage with a name" : names.join(", ");
        findings.problem(0, `expected the stage "${options.target}", the image's target; found ${found}`);
    }
    const evaluation = {
        nodes: graph.nodes,
        reachable: nodes,
        settledAsImages,
        globals,
        escapeToken,
        platform,
        options,
        observe,
    };
    const states = evaluateStages(evaluation, findings);
    const directory = target === undefined ? undefined : states.get(target)?.workingDirectory;
    return { graph, target, nodes, directory };
}
/** Settings that read more than the instructions say. */
function noteSettings(list, globals, options, findings) {
    const epoch = options.args.get("SOURCE_DATE_EPOCH") ?? globals.environment.get("SOURCE_DATE_EPOCH")?.text ?? "";
    if (!/^[+-]?\d*$/.test(epoch)) {
        findings.unknowns.add(`SOURCE_DATE_EPOCH=${epoch} takes its time from a source that is read during the build`);
    }
    const scan = "BUILDKIT_SBOM_SCAN_CONTEXT";
    const declared = list.stages.flatMap(({ commands }) => commands).concat(list.globalArgs);
    const isScanned = declared.some(({ command }) => command.kind === "arg" && command.pairs.some(({ name, value }) => name === scan && value !== "false"));
    if (isScanned || options.args.has(scan)) {
        findings.read(wholeContext({ context: "", instruction: "FROM", line: 0 }, scan));
    }
}
function summarize(list, reached, bases) {
    return list.stages.map((stage) => {
        const nodes = reached.flatMap((one) => [...one.nodes].filter((node) => node.stage === stage));
        return {
            name: stage.name,
            index: stage.index,
            line: stage.from.line,
            baseAsWritten: stage.base,
            base: bases.get(stage.index) ?? "",
            reachable: nodes.length > 0,
            isBare: stage.platform === undefined && nodes.every(({ commands }) => commands.length === 0),
        };
    });
}
/** A frontend that is not Docker's may read anything. */
function analyzeForeign(text, frontend, options) {
    const place = (context) => ({ context, instruction: "FROM", line: 1 });
    return {
        frontend,
        stages: [],
        reads: ["", ...options.contexts].map((context) => wholeContext(place(context), `# syntax=${frontend}`)),
        references: [],
        namedContexts: [...options.contexts],
        usedArgs: new Set(options.args.keys()),
        cacheMounts: [],
        secretIds: [],
        onbuild: [],
        workingDirectory: undefined,
        canonicalText: text,
        unknowns: [`line 1: the frontend ${frontend} is not Docker's own: what it reads cannot be known`],
        notices: [],
        problems: [],
    };
}


/***/ }),

/***/ 5423:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ splitFlags),
/* harmony export */   u: () => (/* binding */ readFlags)
/* harmony export */ });
/* harmony import */ var _white_space_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8608);

/**
 * Splits `--name=value` flags off an instruction's arguments. BuildKit walks bytes here and takes each for a
 * character, so a letter beyond ASCII in a flag becomes two or three others; that is kept.
 */
function splitFlags(line, escapeToken) {
    const bytes = toByteString(line);
    const flags = [];
    let word = "";
    let phase = "spaces";
    let quote = "";
    let mayBeBlank = false;
    let i = 0;
    for (; i < bytes.length; i++) {
        let character = bytes[i] ?? "";
        if (phase === "spaces") {
            if ((0,_white_space_js__WEBPACK_IMPORTED_MODULE_0__/* .isSpace */ .xC)(character))
                continue;
            if (!bytes.startsWith("--", i))
                return { flags, rest: fromByteString(bytes.slice(i)) };
            phase = "word";
        }
        if (phase === "word" && (0,_white_space_js__WEBPACK_IMPORTED_MODULE_0__/* .isSpace */ .xC)(character)) {
            phase = "spaces";
            if (word === "--")
                return { flags, rest: fromByteString(bytes.slice(i)) };
            if (mayBeBlank || word !== "")
                flags.push(word);
            word = "";
            mayBeBlank = false;
            continue;
        }
        if (phase === "word" && (character === "'" || character === '"')) {
            quote = character;
            mayBeBlank = true;
            phase = "quote";
            continue;
        }
        if (phase === "quote" && character === quote) {
            phase = "word";
            continue;
        }
        if (character === escapeToken) {
            if (i + 1 === bytes.length) {
                phase = "word";
                continue;
            }
            character = bytes[++i] ?? "";
        }
        word += character;
    }
    if (phase !== "spaces" && word !== "--" && (mayBeBlank || word !== ""))
        flags.push(word);
    return { flags, rest: "" };
}
/** Reads flags against what an instruction knows. */
function readFlags(flags, known) {
    const values = new Map();
    const problems = [];
    for (const flag of flags) {
        if (flag === "--")
            break;
        const equals = flag.indexOf("=");
        const shown = equals === -1 ? flag : flag.slice(0, equals);
        const name = shown.slice(2);
        const value = equals === -1 ? undefined : flag.slice(equals + 1);
        const kind = Object.hasOwn(known, name) ? known[name] : undefined;
        const before = values.get(name);
        if (!flag.startsWith("--"))
            problems.push(`arg should start with -- : ${flag}`);
        else if (kind === undefined)
            problems.push(`unknown flag: ${shown}`);
        else if (before !== undefined && kind !== "strings")
            problems.push(`duplicate flag specified: ${shown}`);
        else if (kind === "bool") {
            const lower = (value ?? "true").toLowerCase();
            if (lower === "true" || lower === "false")
                values.set(name, [lower]);
            else if (lower === "")
                problems.push(`missing a value on flag: ${shown}`);
            else
                problems.push(`expecting boolean value for flag ${shown}, not: ${value}`);
        }
        else if (value === undefined)
            problems.push(`missing a value on flag: ${shown}`);
        else
            values.set(name, [...(before ?? []), value]);
    }
    return { values, problems };
}
function isAscii(text) {
    for (let i = 0; i < text.length; i++)
        if (text.charCodeAt(i) > 127)
            return false;
    return true;
}
function toByteString(text) {
    if (isAscii(text))
        return text;
    return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}
function fromByteString(bytes) {
    if (isAscii(bytes))
        return bytes;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}


/***/ }),

/***/ 8027:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HY: () => (/* binding */ cleanBelowRoot),
/* harmony export */   gN: () => (/* binding */ parentOf),
/* harmony export */   ts: () => (/* binding */ cleanPath),
/* harmony export */   ur: () => (/* binding */ joinBelow)
/* harmony export */ });
/** Go's path.Clean: the shortest equal path by its text alone; "" becomes ".". */
function cleanPath(path) {
    const rooted = path.startsWith("/");
    const kept = [];
    for (const part of path.split("/")) {
        if (part === "" || part === ".")
            continue;
        if (part !== "..")
            kept.push(part);
        else if (kept.length > 0 && kept.at(-1) !== "..")
            kept.pop();
        else if (!rooted)
            kept.push("..");
    }
    if (rooted)
        return `/${kept.join("/")}`;
    return kept.length === 0 ? "." : kept.join("/");
}
/** Cleans a path as if the context were the file system's root: no leading slash, no `..`; "" is the root. */
function cleanBelowRoot(path) {
    return cleanPath(`/${path}`).slice(1);
}
/** Joins two paths below a root; either may be "". */
function joinBelow(directory, path) {
    if (directory === "")
        return path;
    return path === "" ? directory : `${directory}/${path}`;
}
/** The directory that holds a path below a root; "" for the top. */
function parentOf(path) {
    const slash = path.lastIndexOf("/");
    return slash === -1 ? "" : path.slice(0, slash);
}


/***/ }),

/***/ 1651:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ readCommand)
/* harmony export */ });
/* harmony import */ var _builder_flags_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5423);
/* harmony import */ var _heredoc_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3490);
/* harmony import */ var _mount_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5952);



const COPY_FLAGS = {
    chown: "string",
    from: "string",
    chmod: "string",
    link: "bool",
    exclude: "strings",
    parents: "bool",
};
const ADD_FLAGS = {
    chown: "string",
    chmod: "string",
    link: "bool",
    "keep-git-dir": "bool",
    checksum: "string",
    unpack: "bool",
    exclude: "strings",
};
const RUN_FLAGS = {
    mount: "strings",
    network: "string",
    security: "string",
    device: "strings",
};
const HEALTHCHECK_FLAGS = {
    interval: "string",
    timeout: "string",
    "start-period": "string",
    "start-interval": "string",
    retries: "string",
};
const OTHER = new Set([
    "cmd",
    "entrypoint",
    "expose",
    "healthcheck",
    "maintainer",
    "shell",
    "stopsignal",
    "user",
    "volume",
]);
const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;
/** Understands an instruction; never throws. */
function readCommand(instruction) {
    const { keyword, args } = instruction;
    switch (keyword) {
        case "from":
            return readFrom(instruction);
        case "arg": {
            const pairs = args.map(readArgPair);
            return checked({ kind: "arg", pairs }, [
                ...(args.length === 0 ? ["ARG requires at least one argument"] : []),
                ...(pairs.some(({ name }) => name === "") ? ["ARG names can not be blank"] : []),
            ]);
        }
        case "env":
        case "label":
            return readPairs(instruction);
        case "add":
        case "copy":
            return readCopy(instruction);
        case "run": {
            const flags = (0,_builder_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .u)(instruction.flags, RUN_FLAGS);
            const mounts = flags.values.get("mount") ?? [];
            const broken = mounts.flatMap((mount) => (0,_mount_js__WEBPACK_IMPORTED_MODULE_2__/* .parseMount */ .z)(mount, undefined).problems);
            return checked({ kind: "run", mounts }, [...flags.problems, ...broken]);
        }
        case "onbuild":
            return readOnbuild(instruction);
        case "workdir":
            return checked({ kind: "workdir", path: args[0] ?? "" }, readOther(instruction));
        default:
            if (!OTHER.has(keyword))
                return checked({ kind: "other" }, [`unknown instruction: ${keyword.toUpperCase()}`]);
            return checked({ kind: "other" }, readOther(instruction));
    }
}
function checked(command, problems) {
    return { command, problems };
}
function readFrom({ args, flags }) {
    const problems = [];
    const { values, problems: flagProblems } = (0,_builder_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .u)(flags, { platform: "string" });
    const [base, as, name] = args;
    const isNamed = args.length === 3 && as?.toLowerCase() === "as";
    if (!isNamed && args.length !== 1)
        problems.push("FROM requires either one or three arguments");
    const lower = isNamed ? name?.toLowerCase() : undefined;
    if (lower !== undefined && !STAGE_NAME.test(lower)) {
        problems.push(`invalid name for build stage: "${name}", name can't start with a number or contain symbols`);
    }
    return checked({ kind: "from", base: base ?? "", name: lower, platform: values.get("platform")?.at(-1) || undefined }, [...problems, ...flagProblems]);
}
function readArgPair(arg) {
    const equals = arg.indexOf("=");
    if (equals === -1)
        return { name: arg, value: undefined };
    return { name: arg.slice(0, equals), value: arg.slice(equals + 1) };
}
function readPairs({ keyword, args, flags }) {
    const shown = keyword.toUpperCase();
    const pairs = [];
    for (let i = 0; i < args.length; i += 2)
        pairs.push({ name: args[i] ?? "", value: args[i + 1] ?? "" });
    const problems = [
        ...(0,_builder_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .u)(flags, {}).problems,
        ...(args.length === 0 ? [`${shown} requires at least one argument`] : []),
        ...(pairs.some(({ name }) => name === "") ? [`${shown} names can not be blank`] : []),
    ];
    return checked(keyword === "env" ? { kind: "env", pairs } : { kind: "other" }, problems);
}
function readCopy({ keyword, args, flags }) {
    const isAdd = keyword === "add";
    const shown = keyword.toUpperCase();
    const read = (0,_builder_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .u)(flags, isAdd ? ADD_FLAGS : COPY_FLAGS);
    const problems = [...read.problems];
    if (args.length < 2) {
        problems.push(`${shown} requires at least two arguments, but only one was provided. Destination could not be determined`);
    }
    const destination = args.at(-1);
    if (destination !== undefined && (0,_heredoc_js__WEBPACK_IMPORTED_MODULE_1__/* .heredocName */ .ei)(destination) !== undefined) {
        problems.push(`${shown} cannot accept a heredoc as a destination`);
    }
    return checked({
        kind: "copy",
        isAdd,
        sources: args.slice(0, -1).filter((source) => (0,_heredoc_js__WEBPACK_IMPORTED_MODULE_1__/* .heredocName */ .ei)(source) === undefined),
        from: read.values.get("from")?.at(-1) || undefined,
        exclude: read.values.get("exclude") ?? [],
        parents: read.values.get("parents")?.at(-1) === "true",
        checksum: read.values.get("checksum")?.at(-1) ?? "",
        destination: destination ?? "",
        chown: read.values.get("chown")?.at(-1),
        chmod: read.values.get("chmod")?.at(-1),
        link: read.values.get("link")?.at(-1) === "true",
    }, problems);
}
function readOnbuild({ args, flags, source, heredocs }) {
    const problems = [...(0,_builder_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .u)(flags, {}).problems];
    const keyword = args[0]?.toUpperCase();
    if (keyword === undefined)
        problems.push("ONBUILD requires at least one argument");
    if (keyword === "ONBUILD")
        problems.push("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    if (keyword === "MAINTAINER" || keyword === "FROM") {
        problems.push(`${keyword} isn't allowed as an ONBUILD trigger`);
    }
    const onOneLine = source.replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, "");
    const trigger = [onOneLine, ...heredocs.map(({ content, name }) => content + name)].join("\n");
    return checked({ kind: "onbuild", trigger }, problems);
}
function readOther({ keyword, args, flags, isJson }) {
    const shown = keyword.toUpperCase();
    if (keyword === "stopsignal")
        return args.length === 1 ? [] : [`${shown} requires exactly one argument`];
    const known = keyword === "healthcheck" ? HEALTHCHECK_FLAGS : {};
    const problems = [...(0,_builder_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .u)(flags, known).problems];
    const takesOne = keyword === "maintainer" || keyword === "user" || keyword === "workdir";
    if (takesOne && args.length !== 1)
        problems.push(`${shown} requires exactly one argument`);
    const takesMore = ["healthcheck", "expose", "volume", "shell"].includes(keyword);
    if (takesMore && args.length === 0)
        problems.push(`${shown} requires at least one argument`);
    if (keyword === "shell" && args.length > 0 && !isJson) {
        problems.push("SHELL requires the arguments to be in JSON form");
    }
    return problems;
}


/***/ }),

/***/ 7013:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ findContext),
/* harmony export */   h: () => (/* binding */ contextKey)
/* harmony export */ });
/**
 * The key under which BuildKit looks a build context up: a name is read as an image reference, and shortened
 * (`docker.io/library/base:latest` and `base` are the same context).
 */
function contextKey(name) {
    const slash = name.indexOf("/");
    const first = slash === -1 ? "" : name.slice(0, slash);
    const isDomain = slash !== -1 && (first === "localhost" || /[.:]/.test(first) || first.toLowerCase() !== first);
    const isHub = !isDomain || first === "docker.io" || first === "index.docker.io";
    if (!isHub)
        return withoutLatest(name);
    const path = isDomain ? name.slice(slash + 1) : name;
    const official = path.startsWith("library/") ? path.slice("library/".length) : path;
    return withoutLatest(official.includes("/") ? path : official);
}
function withoutLatest(name) {
    return name.endsWith(":latest") ? name.slice(0, -":latest".length) : name;
}
/** Finds the named context that stands for a stage's or an image's name. */
function findContext(name, contexts) {
    const lower = name.toLowerCase();
    if (lower === "scratch" || lower === "context")
        return undefined;
    if (contexts.has(name))
        return name;
    const key = contextKey(name);
    for (const context of contexts)
        if (contextKey(context) === key)
            return context;
    return undefined;
}


/***/ }),

/***/ 3142:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ DirectiveReader)
/* harmony export */ });
/* harmony import */ var _white_space_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8608);

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/;
/**
 * Reads `# name=value` lines until the first line that is none. The reader remembers that it is done: a
 * directive after a comment, an instruction or an empty line is a plain comment.
 */
class DirectiveReader {
    #comment;
    #seen = new Set();
    #done = false;
    constructor(comment = "#") {
        this.#comment = comment;
    }
    /** `undefined`: no directive; `repeated`: BuildKit refuses the file. */
    read(line) {
        if (this.#done)
            return undefined;
        const match = line.startsWith(this.#comment)
            ? DIRECTIVE.exec((0,_white_space_js__WEBPACK_IMPORTED_MODULE_0__/* .trimLeft */ .Mr)(line.slice(this.#comment.length)))
            : null;
        const name = directiveName(match?.[1]?.toLowerCase());
        if (match === null || name === undefined) {
            this.#done = true;
            return undefined;
        }
        if (this.#seen.has(name))
            return "repeated";
        this.#seen.add(name);
        return { name, value: match[2] ?? "" };
    }
}
function directiveName(name) {
    return name === "syntax" || name === "escape" || name === "check" ? name : undefined;
}


/***/ }),

/***/ 8118:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PW: () => (/* binding */ ignoreFileCandidates),
/* harmony export */   _O: () => (/* binding */ compileDockerignore),
/* harmony export */   gZ: () => (/* binding */ readIgnorePatterns)
/* harmony export */ });
/* unused harmony export dockerfileCandidates */
/* harmony import */ var _clean_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8027);
/* harmony import */ var _pattern_matcher_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(830);
/* harmony import */ var _white_space_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8608);



/** Makes a matcher of an ignore file's text ("" ignores nothing). */
function compileDockerignore(text) {
    const matcher = new _pattern_matcher_js__WEBPACK_IMPORTED_MODULE_0__/* .PatternMatcher */ .P(readIgnorePatterns(text));
    return {
        isIgnored: (path) => matcher.matches(path),
        canSkipDirectory: (directory) => matcher.matchesAllBelow(directory),
        problems: matcher.problems,
    };
}
/** The patterns of an ignore file: comments and empty lines out, `/a` and `a` the same. */
function readIgnorePatterns(text) {
    const lines = (text.startsWith("\uFEFF") ? text.slice(1) : text).split("\n");
    return lines.flatMap((line) => {
        if (line.startsWith("#"))
            return [];
        const trimmed = (0,_white_space_js__WEBPACK_IMPORTED_MODULE_1__/* .trimSpace */ .Pd)(line);
        if (trimmed === "")
            return [];
        const isException = trimmed.startsWith("!");
        const pattern = isException ? (0,_white_space_js__WEBPACK_IMPORTED_MODULE_1__/* .trimSpace */ .Pd)(trimmed.slice(1)) : trimmed;
        const cleaned = pattern === "" ? "" : (0,_clean_path_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanPath */ .ts)(pattern);
        const relative = cleaned.length > 1 && cleaned.startsWith("/") ? cleaned.slice(1) : cleaned;
        return [isException ? `!${relative}` : relative];
    });
}
/**
 * Where a main context's ignore file may be, the first that exists wins alone: next to the Dockerfile, then at
 * the context's root. Both paths are repository paths. A named context has only the one at its own root.
 */
function ignoreFileCandidates(dockerfilePath, contextPath) {
    return [`${dockerfilePath}.dockerignore`, (0,_clean_path_js__WEBPACK_IMPORTED_MODULE_2__/* .joinBelow */ .ur)(contextPath, ".dockerignore")];
}
/** BuildKit's second try: `dockerfile` where there is no `Dockerfile`. */
function dockerfileCandidates(dockerfilePath) {
    const folder = parentOf(dockerfilePath);
    const name = dockerfilePath.slice(folder === "" ? 0 : folder.length + 1);
    return name === "Dockerfile" ? [dockerfilePath, joinBelow(folder, "dockerfile")] : [dockerfilePath];
}


/***/ }),

/***/ 1255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   OH: () => (/* binding */ Environment),
/* harmony export */   Vo: () => (/* binding */ expandWord),
/* harmony export */   eO: () => (/* binding */ known)
/* harmony export */ });
/* harmony import */ var _shell_word_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7861);

/** What a stage's instructions see as variables. */
class Environment {
    /** `true` under a base image whose own variables are unknown. */
    isOpen;
    #values;
    constructor(isOpen, values = []) {
        this.isOpen = isOpen;
        this.#values = new Map(values);
    }
    clone() {
        return new Environment(this.isOpen, this.#values);
    }
    set(name, value) {
        this.#values.set(name, value);
    }
    get(name) {
        return this.#values.get(name);
    }
    entries() {
        return this.#values.entries();
    }
}
/** A value that is known for certain. */
function known(text) {
    return { text, uncertain: [] };
}
/** Expands a word with a stage's variables. */
function expandWord(word, escapeToken, environment) {
    const names = new Set();
    const empty = new Set();
    const uncertain = new Set();
    const result = (0,_shell_word_js__WEBPACK_IMPORTED_MODULE_0__/* .lexWord */ .Y)(word, {
        escapeToken,
        lookup(name) {
            names.add(name);
            const value = environment.get(name);
            if (value === undefined && environment.isOpen)
                uncertain.add(name);
            for (const origin of value?.uncertain ?? [])
                uncertain.add(origin);
            if (value === undefined || value.text === "")
                empty.add(name);
            return value?.text;
        },
    });
    if ("error" in result)
        return { kind: "error", message: result.error, uncertain: [...uncertain] };
    return { kind: "text", text: result.text, uncertain: [...uncertain], names: [...names], empty: [...empty] };
}


/***/ }),

/***/ 1680:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ isKnownFrontend),
/* harmony export */   k: () => (/* binding */ detectFrontend)
/* harmony export */ });
/* harmony import */ var _directives_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3142);

/** Frontends that read a Dockerfile as this folder does: Docker's own, whatever the version. */
const KNOWN = /^(?:docker\.io\/|index\.docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@].*)?$/;
/** The frontend that `# syntax=` (or `// syntax=`, or JSON `{"syntax": …}`) asks for; `undefined`: the built-in one. */
function detectFrontend(text) {
    const withoutMark = text.startsWith("\uFEFF") ? text.slice(1) : text;
    const body = withoutMark.startsWith("#!") ? withoutMark.replace(/^[^\n]*\n?/, "") : withoutMark;
    return readSyntax(body, "#") ?? readSyntax(body, "//") ?? readJson(body);
}
/** Says whether a frontend reads what `analyzeDockerfile` says it reads. */
function isKnownFrontend(frontend) {
    return KNOWN.test(frontend);
}
function readSyntax(text, comment) {
    const reader = new _directives_js__WEBPACK_IMPORTED_MODULE_0__/* .DirectiveReader */ .z(comment);
    for (const line of text.split("\n")) {
        const directive = reader.read(line.endsWith("\r") ? line.slice(0, -1) : line);
        if (directive === undefined || directive === "repeated")
            return undefined;
        if (directive.name === "syntax")
            return directive.value.split(" ", 1)[0];
    }
    return undefined;
}
function readJson(text) {
    if (!/^\s*\{/.test(text))
        return undefined;
    try {
        const value = JSON.parse(text);
        if (typeof value !== "object" || value === null || !("syntax" in value))
            return undefined;
        return typeof value.syntax === "string" ? value.syntax : undefined;
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 6306:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ hasWildcard),
/* harmony export */   s: () => (/* binding */ matchGlob)
/* harmony export */ });
/** Says whether a path component pattern has a character that stands for others. */
function hasWildcard(pattern) {
    for (let i = 0; i < pattern.length; i++) {
        const character = pattern[i];
        if (character === "\\")
            i++;
        else if (character === "*" || character === "?" || character === "[")
            return true;
    }
    return false;
}
/** Matches a whole name against a whole pattern. */
function matchGlob(pattern, name) {
    let rest = pattern;
    let left = name;
    while (rest !== "") {
        const { star, chunk, after } = scanChunk(rest);
        rest = after;
        if (star && chunk === "")
            return left.includes("/") ? "no-match" : "match";
        const here = matchChunk(chunk, left);
        if (here.kind === "ok" && (here.rest === "" || rest !== "")) {
            left = here.rest;
            continue;
        }
        if (here.kind === "bad")
            return "bad-pattern";
        if (!star)
            return "no-match";
        const skipped = skipToMatch(chunk, left, rest === "");
        if (skipped.kind === "bad")
            return "bad-pattern";
        if (skipped.kind === "fail")
            return "no-match";
        left = skipped.rest;
    }
    return left === "" ? "match" : "no-match";
}
const FAIL = { kind: "fail" };
const BAD = { kind: "bad" };
function skipToMatch(chunk, name, isLast) {
    for (let i = 0; i < name.length && name[i] !== "/"; i++) {
        const there = matchChunk(chunk, name.slice(i + 1));
        if (there.kind === "bad")
            return BAD;
        if (there.kind === "ok" && !(isLast && there.rest !== ""))
            return there;
    }
    return FAIL;
}
function scanChunk(pattern) {
    let start = 0;
    while (pattern[start] === "*")
        start++;
    let inClass = false;
    let end = start;
    for (; end < pattern.length; end++) {
        const character = pattern[end];
        if (character === "\\")
            end++;
        else if (character === "[")
            inClass = true;
        else if (character === "]")
            inClass = false;
        else if (character === "*" && !inClass)
            break;
    }
    return { star: start > 0, chunk: pattern.slice(start, end), after: pattern.slice(end) };
}
function matchChunk(chunk, name) {
    let at = 0;
    let failed = false;
    for (let i = 0; i < chunk.length;) {
        failed ||= at >= name.length;
        const character = chunk[i];
        if (character === "[") {
            const tested = matchClass(chunk, i + 1, failed ? -1 : (name.codePointAt(at) ?? -1));
            if (tested === undefined)
                return BAD;
            if (!failed)
                at += widthAt(name, at);
            failed ||= !tested.matched;
            i = tested.next;
        }
        else if (character === "?") {
            if (!failed) {
                failed = name[at] === "/";
                at += widthAt(name, at);
            }
            i++;
        }
        else {
            if (character === "\\" && ++i >= chunk.length)
                return BAD;
            if (!failed)
                failed = chunk[i] !== name[at++];
            i++;
        }
    }
    return failed ? FAIL : { kind: "ok", rest: name.slice(at) };
}
function widthAt(text, at) {
    return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
function matchClass(chunk, from, code) {
    let i = from;
    const negated = chunk[i] === "^";
    if (negated)
        i++;
    let matched = false;
    for (let ranges = 0; !(chunk[i] === "]" && ranges > 0); ranges++) {
        const low = classCharacter(chunk, i);
        if (low === undefined)
            return undefined;
        i = low.next;
        let high = low;
        if (chunk[i] === "-") {
            const upper = classCharacter(chunk, i + 1);
            if (upper === undefined)
                return undefined;
            high = upper;
            i = upper.next;
        }
        matched ||= low.code <= code && code <= high.code;
    }
    return { matched: matched !== negated, next: i + 1 };
}
function classCharacter(chunk, from) {
    let i = from;
    if (i >= chunk.length || chunk[i] === "-" || chunk[i] === "]")
        return undefined;
    if (chunk[i] === "\\")
        i++;
    const code = chunk.codePointAt(i);
    if (code === undefined)
        return undefined;
    const next = i + (code > 0xffff ? 2 : 1);
    return next >= chunk.length ? undefined : { code, next };
}


/***/ }),

/***/ 3490:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Zt: () => (/* binding */ heredocsOfLine),
/* harmony export */   ei: () => (/* binding */ heredocName)
/* harmony export */ });
/* unused harmony export readHeredocWord */
/* harmony import */ var _shell_word_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7861);

const HEREDOC = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)$/;
/** Reads one word as a here-document's beginning; `undefined`: it is none. */
function readHeredocWord(word) {
    const match = HEREDOC.exec(word);
    const rest = match?.[3] ?? "";
    if (match === null || rest === "")
        return undefined;
    const common = { escapeToken: "\\", keepUnset: true, lookup: () => undefined };
    const plain = (0,_shell_word_js__WEBPACK_IMPORTED_MODULE_0__/* .lexWord */ .Y)(rest, common);
    if ("error" in plain)
        return plain;
    const name = plain.words[0];
    if (plain.words.length !== 1 || name === undefined)
        return undefined;
    const raw = (0,_shell_word_js__WEBPACK_IMPORTED_MODULE_0__/* .lexWord */ .Y)(rest, { ...common, rawQuotes: true });
    if ("error" in raw)
        return raw;
    const rawName = raw.words[0];
    if (raw.words.length !== 1 || rawName === undefined) {
        return { error: `internal lexing of heredoc produced inconsistent results: ${rest}` };
    }
    return { name, expand: countQuotes(name) === countQuotes(rawName), chomp: match[2] === "-" };
}
/** The name of the here-document that an argument stands for. */
function heredocName(word) {
    const heredoc = readHeredocWord(word);
    return heredoc === undefined || "error" in heredoc ? undefined : heredoc.name;
}
/** All here-documents that a line begins, in order. A line that does not lex begins none. */
function heredocsOfLine(line) {
    const lexed = (0,_shell_word_js__WEBPACK_IMPORTED_MODULE_0__/* .lexWord */ .Y)(line, {
        escapeToken: "\\",
        rawQuotes: true,
        rawEscapes: true,
        keepUnset: true,
        lookup: () => undefined,
    });
    const words = [];
    for (const word of "error" in lexed ? [] : lexed.words) {
        const heredoc = readHeredocWord(word);
        if (heredoc === undefined)
            continue;
        if ("error" in heredoc)
            return heredoc;
        words.push(heredoc);
    }
    return words;
}
function countQuotes(text) {
    return text.split(/['"]/).length - 1;
}


/***/ }),

/***/ 5197:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ LINK_CHECK),
/* harmony export */   S: () => (/* binding */ writeLinkCheck)
/* harmony export */ });
/** Marks the instruction in progress and in errors. */
const LINK_CHECK = "ml-image-build link check";
/** `RUN [...]` on one line. */
function writeLinkCheck(conditions) {
    const calls = new Set(conditions.flatMap(callsFor));
    const script = [`: ${quote(LINK_CHECK)}`, FUNCTIONS, ...calls].join("\n");
    return `RUN ${JSON.stringify(["/bin/sh", "-c", script])}`;
}
const FUNCTIONS = `no() { echo "${LINK_CHECK}: $*" >&2; exit 97; }
if [ -d / ] && [ ! -L / ]; then :; else no "there is no test"; fi
here() {
 at="$(pwd -P)" || no "there is no pwd"
 if [ "$at" != "$1" ]; then no "the base's WORKDIR is $at, not $1"; fi
}
dir() {
 if [ -L "$2" ]; then no "$2 is a symbolic link"; fi
 if [ ! -e "$2" ]; then return 0; fi
 if [ ! -d "$2" ]; then no "$2 is no directory"; fi
 is="$(stat -c "%a %u %g" "$2")" || no "there is no stat"
 if [ "$is" != "755 $1" ]; then no "$2 has mode and owner $is, not 755 $1"; fi
 case "$(ls -ld "$2")" in "drwxr-xr-x"[!.+@]*|"drwxr-xr-x. "*) ;; *) no "$2 has an access list";; esac
}
file() {
 if [ -L "$1" ]; then no "$1 is a symbolic link"; fi
 if [ -e "$1" ] && [ ! -f "$1" ]; then no "$1 is no file"; fi
}
absent() { if [ -e "$1" ] || [ -L "$1" ]; then no "$1 is there already"; fi; }
only() {
 at="$1"; shift
 for it in "$at"/* "$at"/.[!.]* "$at"/..?*; do
  if [ ! -e "$it" ] && [ ! -L "$it" ]; then continue; fi
  may=
  for name in "$@"; do if [ "$it" = "$at/$name" ]; then may=1; fi; done
  if [ -z "$may" ] || [ -L "$it" ] || [ ! -f "$it" ]; then no "$it is there already"; fi
 done
}`;
function callsFor({ baseDirectory, directories, owner, target }) {
    const here = baseDirectory === undefined ? [] : [`here ${quote(baseDirectory)}`];
    const parents = [...here, ...directories.map((path) => `dir ${quote(owner)} ${quote(path)}`)];
    switch (target.kind) {
        case "files":
            return [...parents, ...target.paths.map((path) => `file ${quote(path)}`)];
        case "directory":
            return [...parents, ["only", target.path, ...target.names].map(quoteRest).join(" ")];
        case "absent":
            return [...parents, `absent ${quote(target.path)}`];
    }
}
function quoteRest(word, index) {
    return index === 0 ? word : quote(word);
}
function quote(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}


/***/ }),

/***/ 5952:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ parseMount)
});

;// CONCATENATED MODULE: ./lib/dockerfile/csv.js
/** Splits a `--mount` value: commas, and fields in double quotes with `""` for a quote (RFC 4180, one line). */
function splitCsv(line) {
    let rest = line.replace(/\r?\n$/, "");
    if (rest === "")
        return { error: "EOF" };
    const fields = [];
    for (;;) {
        if (!rest.startsWith('"')) {
            const comma = rest.indexOf(",");
            const field = comma === -1 ? rest : rest.slice(0, comma);
            if (field.includes('"'))
                return { error: `bare " in non-quoted field` };
            fields.push(field);
            if (comma === -1)
                return fields;
            rest = rest.slice(comma + 1);
            continue;
        }
        const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
        if (quoted === null)
            return { error: `extraneous or missing " in quoted-field` };
        fields.push((quoted[1] ?? "").replaceAll('""', '"'));
        if (quoted[2] !== ",")
            return fields;
        rest = rest.slice(quoted[0].length);
    }
}

;// CONCATENATED MODULE: ./lib/dockerfile/mount.js

const VALUE_KEYS = new Set(["readonly", "ro", "readwrite", "rw", "required", "size", "env"]);
/**
 * Reads a `--mount` value. Without `expand` only `from` is read, as BuildKit does it when it looks for the
 * stages a RUN needs: before any variable is known, all mounts look like bind mounts.
 */
function parseMount(value, expand) {
    const mount = {
        type: "bind",
        from: "",
        source: "",
        target: "",
        id: "",
        sharing: "shared",
        mode: undefined,
        uid: undefined,
        gid: undefined,
    };
    const fields = splitCsv(value);
    if ("error" in fields)
        return { mount, problems: [`failed to parse csv mounts: ${fields.error}`] };
    const problems = [];
    for (const field of fields) {
        const equals = field.indexOf("=");
        const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
        const raw = equals === -1 ? undefined : field.slice(equals + 1);
        const problem = expand === undefined ? readFrom(mount, key, raw) : readField(mount, { key, raw, field, expand });
        if (problem !== undefined)
            problems.push(problem);
    }
    if (expand !== undefined)
        problems.push(...checkMount(mount));
    return { mount, problems };
}
function readFrom(mount, key, raw) {
    if (key !== "from" || raw === undefined)
        return undefined;
    const dollar = raw.indexOf("$");
    if (dollar !== -1 && dollar !== raw.length - 1) {
        return "'from' doesn't support variable expansion, define alias stage instead";
    }
    mount.from = raw;
    return undefined;
}
function readField(mount, { key, raw, field, expand }) {
    if (raw === undefined) {
        const isSwitch = ["readonly", "ro", "readwrite", "rw"].includes(key);
        const isRequired = key === "required" && (mount.type === "secret" || mount.type === "ssh");
        return isSwitch || isRequired ? undefined : `invalid field '${field}' must be a key=value pair`;
    }
    const value = expand(raw);
    if (typeof value !== "string")
        return value.error;
    switch (key) {
        case "type": {
            const type = value.toLowerCase();
            if (!isMountType(type))
                return `unsupported mount type "${value}"`;
            mount.type = type;
            return undefined;
        }
        case "from":
            mount.from = value;
            return undefined;
        case "source":
        case "src":
            mount.source = value;
            return undefined;
        case "target":
        case "dst":
        case "destination":
            mount.target = value;
            return undefined;
        case "id":
            mount.id = value;
            return undefined;
        case "sharing": {
            const sharing = value.toLowerCase();
            if (sharing !== "shared" && sharing !== "private" && sharing !== "locked") {
                return `unsupported sharing value "${value}"`;
            }
            mount.sharing = sharing;
            return undefined;
        }
        case "mode":
        case "uid":
        case "gid": {
            const digits = key === "mode" ? /^[0-7]+$/ : /^[0-9]+$/;
            if (!digits.test(value))
                return `invalid value ${value} for ${key}`;
            mount[key] = Number.parseInt(value, key === "mode" ? 8 : 10);
            return undefined;
        }
        default:
            return VALUE_KEYS.has(key) ? undefined : `unexpected key '${key}' in '${field}'`;
    }
}
function isMountType(type) {
    return type === "bind" || type === "cache" || type === "tmpfs" || type === "secret" || type === "ssh";
}
function checkMount(mount) {
    const problems = [];
    if (mount.type === "bind" || mount.type === "tmpfs") {
        for (const key of ["mode", "uid", "gid"]) {
            if (mount[key] !== undefined)
                problems.push(`${key} not allowed for "${mount.type}" type mounts`);
        }
    }
    if (mount.type === "secret") {
        if (mount.from !== "")
            problems.push("secret mount should not have a from");
        if (mount.source === "" && mount.target === "" && mount.id === "") {
            problems.push("invalid secret mount. one of source, target required");
        }
        if (mount.source !== "" && mount.id !== "")
            problems.push("both source and id can't be set");
    }
    return problems;
}


/***/ }),

/***/ 2390:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ parseDockerfile)
});

// EXTERNAL MODULE: ./lib/dockerfile/directives.js
var directives = __webpack_require__(3142);
// EXTERNAL MODULE: ./lib/dockerfile/heredoc.js
var heredoc = __webpack_require__(3490);
// EXTERNAL MODULE: ./lib/dockerfile/builder-flags.js
var builder_flags = __webpack_require__(5423);
// EXTERNAL MODULE: ./lib/dockerfile/white-space.js
var white_space = __webpack_require__(8608);
;// CONCATENATED MODULE: ./lib/dockerfile/word-split.js

/** BuildKit's reWhitespace: narrower than Go's idea of white space. */
const SEPARATOR = /[\t\v\f\r ]+/;
/** Splits at white space, as FROM, EXPOSE and the shell form of COPY do; quotes mean nothing here. */
function splitAtSpaces(text) {
    return text === "" ? [] : text.split(SEPARATOR);
}
/** The first word and the rest; `undefined` when there is one word only. */
function splitOnce(text) {
    const match = SEPARATOR.exec(text);
    if (match === null)
        return [text, undefined];
    return [text.slice(0, match.index), text.slice(match.index + match[0].length)];
}
/** Splits into words that keep their quotes and escapes, as ENV, LABEL and ARG do. */
function splitQuoted(text, escapeToken) {
    const words = [];
    const characters = [...text];
    let word = "";
    let phase = "spaces";
    let quote = "";
    let mayBeBlank = false;
    const finish = () => {
        if (mayBeBlank || word !== "")
            words.push(word);
        word = "";
        mayBeBlank = false;
    };
    for (let i = 0; i < characters.length; i++) {
        const character = characters[i] ?? "";
        const isLast = i === characters.length - 1;
        if (phase === "spaces") {
            if ((0,white_space/* isSpace */.xC)(character))
                continue;
            phase = "word";
        }
        if (phase === "word" && (0,white_space/* isSpace */.xC)(character)) {
            phase = "spaces";
            finish();
            continue;
        }
        const mayEscape = phase === "word" || quote !== "'";
        if (phase === "word" && (character === "'" || character === '"')) {
            quote = character;
            mayBeBlank = true;
            phase = "quote";
        }
        else if (phase === "quote" && character === quote)
            phase = "word";
        if (character === escapeToken && mayEscape) {
            if (isLast) {
                phase = "word";
                continue;
            }
            word += character + (characters[++i] ?? "");
        }
        else
            word += character;
    }
    if (phase !== "spaces")
        finish();
    return words;
}
/** Reads the JSON form of an instruction's arguments. */
function readJsonForm(text) {
    const trimmed = (0,white_space/* trimLeft */.Mr)(text);
    if (!trimmed.startsWith("["))
        return { kind: "text" };
    try {
        const value = JSON.parse(trimmed);
        if (!Array.isArray(value))
            return { kind: "text" };
        const values = [];
        for (const item of value) {
            if (typeof item !== "string")
                return { kind: "not-strings" };
            // Go puts U+FFFD where a surrogate has no partner.
            values.push(item.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"));
        }
        return { kind: "json", values };
    }
    catch {
        return { kind: "text" };
    }
}

;// CONCATENATED MODULE: ./lib/dockerfile/instruction.js



const NOT_STRINGS = { error: "when using JSON array syntax, arrays must be comprised of strings only" };
const HEREDOC_KEYWORDS = new Set(["add", "copy", "run"]);
/** Splits a logical line into keyword, flags and arguments; its here-documents are read by the caller. */
function splitInstruction(source, line, escapeToken) {
    const [word, rest] = splitOnce((0,white_space/* trimSpace */.Pd)(source));
    const keyword = word.toLowerCase();
    const { flags, rest: unflagged } = (0,builder_flags/* splitFlags */.g)(rest ?? "", escapeToken);
    const text = (0,white_space/* trimSpace */.Pd)(unflagged);
    if (keyword === "onbuild")
        return splitTrigger({ source, line, escapeToken, flags, text });
    const split = splitArguments(keyword, text, escapeToken);
    if ("error" in split)
        return split;
    const takesHeredocs = HEREDOC_KEYWORDS.has(keyword) && !split.isJson;
    return { keyword, flags, ...split, heredocs: [], source, line, takesHeredocs };
}
function splitTrigger(onbuild) {
    const { source, line, flags, text } = onbuild;
    const common = { keyword: "onbuild", flags, isJson: false, heredocs: [], source, line };
    if (text === "")
        return { ...common, args: [], takesHeredocs: false };
    const trigger = splitInstruction(text, line, onbuild.escapeToken);
    if ("error" in trigger)
        return trigger;
    return { ...common, args: [trigger.keyword, ...trigger.args], takesHeredocs: trigger.takesHeredocs };
}
function splitArguments(keyword, text, escapeToken) {
    switch (keyword) {
        case "add":
        case "copy":
        case "volume": {
            const form = readJsonForm(text);
            if (form.kind === "not-strings")
                return NOT_STRINGS;
            if (form.kind === "json")
                return { args: form.values, isJson: true };
            return { args: splitAtSpaces(text), isJson: false };
        }
        case "cmd":
        case "entrypoint":
        case "run":
        case "shell":
            return splitCommandLine(text);
        case "healthcheck": {
            const [kind, command] = splitHealthcheck(text);
            const split = splitCommandLine(command);
            if ("error" in split || kind === "")
                return "error" in split ? split : { args: [], isJson: false };
            return { args: [kind, ...split.args], isJson: split.isJson };
        }
        case "arg":
            return { args: splitQuoted(text, escapeToken), isJson: false };
        case "env":
        case "label":
            return splitPairs(keyword, text, escapeToken);
        case "expose":
        case "from":
            return { args: splitAtSpaces(text), isJson: false };
        case "maintainer":
        case "stopsignal":
        case "user":
        case "workdir":
            return { args: text === "" ? [] : [text], isJson: false };
        default:
            // Nobody knows it; ONBUILD carries it along all the same.
            return { args: [], isJson: false };
    }
}
function splitCommandLine(text) {
    if (text === "")
        return { args: [], isJson: false };
    const form = readJsonForm(text);
    if (form.kind === "not-strings")
        return NOT_STRINGS;
    return form.kind === "json" ? { args: form.values, isJson: true } : { args: [text], isJson: false };
}
function splitHealthcheck(text) {
    const space = text.search(/[\t\n\v\f\r \u0085\u00a0]/);
    return space === -1 ? [text, ""] : [text.slice(0, space), (0,white_space/* trimLeft */.Mr)(text.slice(space))];
}
function splitPairs(keyword, text, escapeToken) {
    const words = splitQuoted(text, escapeToken);
    const first = words[0];
    if (first === undefined)
        return { args: [], isJson: false };
    if (!first.includes("=")) {
        const [name, value] = splitOnce(text);
        if (value === undefined)
            return { error: `${keyword.toUpperCase()} must have two arguments` };
        return { args: [name, value], isJson: false };
    }
    const args = [];
    for (const word of words) {
        const equals = word.indexOf("=");
        if (equals === -1) {
            return { error: `Syntax error - can't find = in "${word}". Must be of the form: name=value` };
        }
        args.push(word.slice(0, equals), word.slice(equals + 1));
    }
    return { args, isJson: false };
}

;// CONCATENATED MODULE: ./lib/dockerfile/parse.js




/** What bufio.Scanner takes in one piece; BuildKit refuses longer lines. */
const LONGEST_LINE = 65_535;
/** Reads a Dockerfile into instructions, line by line as BuildKit's parser does. Never throws. */
function parseDockerfile(text) {
    return new Parser(text).parse();
}
class Parser {
    #lines;
    #reader = new directives/* DirectiveReader */.z();
    #directives = [];
    #instructions = [];
    #problems = [];
    #next = 0;
    #escapeToken = "\\";
    constructor(text) {
        this.#lines = splitLines(text.startsWith("\uFEFF") ? text.slice(1) : text);
    }
    parse() {
        this.#lines.forEach((line, index) => {
            const isLong = line.length > LONGEST_LINE / 4 && new TextEncoder().encode(line).length > LONGEST_LINE;
            if (isLong)
                this.#report(index + 1, `dockerfile line greater than max allowed size of ${LONGEST_LINE}`);
        });
        while (this.#next < this.#lines.length)
            this.#parseInstruction();
        if (this.#instructions.length === 0 && this.#problems.length === 0) {
            this.#report(0, "the Dockerfile has no instructions");
        }
        return {
            instructions: this.#instructions,
            directives: this.#directives,
            escapeToken: this.#escapeToken,
            problems: this.#problems,
        };
    }
    #parseInstruction() {
        const line = this.#next + 1;
        const first = this.#continued(this.#clean((0,white_space/* trimLeft */.Mr)(trimNewline(this.#take()))));
        if (!first.continues && first.text === "")
            return;
        let source = first.text;
        for (let continues = first.continues; continues && this.#next < this.#lines.length;) {
            const whole = this.#take();
            const cleaned = this.#clean(trimNewline(whole));
            // Comments and empty lines inside an instruction do not end it.
            if (isComment(whole) || (0,white_space/* trimLeft */.Mr)(cleaned) === "")
                continue;
            const part = this.#continued(cleaned);
            source += part.text;
            continues = part.continues;
        }
        const instruction = splitInstruction(source, line, this.#escapeToken);
        if ("error" in instruction)
            this.#report(line, instruction.error);
        else
            this.#instructions.push(this.#withHeredocs(instruction));
    }
    #take() {
        return this.#lines[this.#next++] ?? "";
    }
    /** Takes note of directives; a comment becomes an empty line. */
    #clean(line) {
        const directive = this.#reader.read(line);
        if (directive === "repeated")
            this.#report(this.#next, "only one parser directive of a kind can be used");
        else if (directive !== undefined)
            this.#follow(directive);
        return isComment(line) ? "" : line;
    }
    #follow(directive) {
        this.#directives.push(directive);
        if (directive.name !== "escape")
            return;
        if (directive.value === "\\" || directive.value === "`")
            this.#escapeToken = directive.value;
        else
            this.#report(this.#next, `invalid escape token '${directive.value}' does not match \` or \\`);
    }
    #continued(line) {
        const end = /[ \t]*$/.exec(line)?.index ?? line.length;
        const last = end - 1;
        // An escaped escape character at the end is none, as far as BuildKit looks: one character back.
        const continues = last >= 0 && line[last] === this.#escapeToken && line[last - 1] !== this.#escapeToken;
        return continues ? { text: line.slice(0, last), continues } : { text: line, continues };
    }
    #withHeredocs(instruction) {
        if (!instruction.takesHeredocs || !instruction.source.includes("<<"))
            return instruction;
        const words = (0,heredoc/* heredocsOfLine */.Zt)(instruction.source);
        if ("error" in words) {
            this.#report(instruction.line, words.error);
            return instruction;
        }
        const heredocs = [];
        for (const word of words) {
            let content = "";
            let isTerminated = false;
            while (!isTerminated && this.#next < this.#lines.length) {
                const line = this.#take();
                const bare = trimNewline(line);
                isTerminated = (word.chomp ? bare.replace(/^\t+/, "") : bare) === word.name;
                if (!isTerminated)
                    content += line;
            }
            if (!isTerminated)
                this.#report(instruction.line, `unterminated heredoc: no line ${word.name}`);
            heredocs.push({ ...word, content });
        }
        return { ...instruction, heredocs };
    }
    #report(line, message) {
        this.#problems.push({ line, message });
    }
}
function splitLines(text) {
    return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
function trimNewline(line) {
    return line.replace(/[\r\n]+$/, "");
}
function isComment(line) {
    for (const character of line)
        if (!(0,white_space/* isSpace */.xC)(character))
            return character === "#";
    return false;
}


/***/ }),

/***/ 830:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ PatternMatcher)
});

// EXTERNAL MODULE: ./lib/dockerfile/clean-path.js
var clean_path = __webpack_require__(8027);
// EXTERNAL MODULE: ./lib/dockerfile/glob.js
var glob = __webpack_require__(6306);
;// CONCATENATED MODULE: ./lib/dockerfile/ignore-class.js
/** Character classes and escapes of Go's regular expressions, as far as patterns can hold them. */
const POSIX = {
    alnum: "0-9A-Za-z",
    alpha: "A-Za-z",
    ascii: "\\x00-\\x7f",
    blank: "\\t ",
    cntrl: "\\x00-\\x1f\\x7f",
    digit: "0-9",
    graph: "!-~",
    lower: "a-z",
    print: " -~",
    punct: "!-\\/:-@\\[-`\\{-~",
    space: "\\t-\\r ",
    upper: "A-Z",
    word: "0-9A-Za-z_",
    xdigit: "0-9A-Fa-f",
};
const PERL = {
    d: "[0-9]",
    D: "[^0-9]",
    w: "[0-9A-Za-z_]",
    W: "[^0-9A-Za-z_]",
    s: "[\\t\\n\\f\\r ]",
    S: "[^\\t\\n\\f\\r ]",
};
const CONTROL = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
/** A JavaScript class for what follows a backslash outside of brackets; `undefined`: Go refuses it, or more than we read. */
function readEscape(character) {
    if (character === undefined)
        return undefined;
    if (Object.hasOwn(PERL, character))
        return PERL[character];
    const code = escapedCode(character);
    return code === undefined ? undefined : codeText(code);
}
/** Reads a class whose `[` stands before `from`. */
function readClass(source, from) {
    let i = from;
    const isNegated = source[i] === "^";
    if (isNegated)
        i++;
    const parts = [];
    for (let isFirst = true; isFirst || source[i] !== "]"; isFirst = false) {
        if (i >= source.length)
            return undefined;
        const named = readPosix(source, i);
        if (named === "unknown")
            return undefined;
        if (named !== undefined) {
            parts.push(named.set);
            i = named.next;
            continue;
        }
        const low = readMember(source, i);
        if (low === undefined)
            return undefined;
        i = low.next;
        let high = low;
        if (source[i] === "-" && source[i + 1] !== undefined && source[i + 1] !== "]") {
            const upper = readMember(source, i + 1);
            if (upper === undefined || upper.code < low.code)
                return undefined;
            high = upper;
            i = upper.next;
        }
        parts.push(high === low ? codeText(low.code) : `${codeText(low.code)}-${codeText(high.code)}`);
    }
    return { set: `[${isNegated ? "^" : ""}${parts.join("")}]`, next: i + 1 };
}
function readPosix(source, from) {
    if (source[from] !== "[" || source[from + 1] !== ":")
        return undefined;
    const text = source.slice(from).join("");
    const end = text.indexOf(":]", 2);
    if (end === -1)
        return undefined;
    const name = text.slice(2, end);
    const set = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
    if (set === undefined)
        return "unknown";
    return { set, next: from + [...text.slice(0, end + 2)].length };
}
function readMember(source, from) {
    const character = source[from];
    if (character !== "\\") {
        const code = character?.codePointAt(0);
        return code === undefined ? undefined : { code, next: from + 1 };
    }
    const escaped = source[from + 1];
    const code = escaped === undefined ? undefined : escapedCode(escaped);
    return code === undefined ? undefined : { code, next: from + 2 };
}
function escapedCode(character) {
    if (Object.hasOwn(CONTROL, character))
        return CONTROL[character];
    const code = character.codePointAt(0) ?? 0;
    return code < 128 && !/[0-9A-Za-z]/.test(character) ? code : undefined;
}
function codeText(code) {
    return `\\u{${code.toString(16)}}`;
}

;// CONCATENATED MODULE: ./lib/dockerfile/ignore-regex.js

/** With more runs of any length than this, a backtracking engine could be slow. */
const MOST_RUNS = 3;
/** Makes a test of Go's expression; `undefined`: Go refuses it. */
function compileGoRegex(source) {
    const tests = [];
    for (const tokens of readAlternatives([...source]) ?? [undefined]) {
        if (tokens === undefined)
            return undefined;
        tests.push(compileTokens(tokens));
    }
    return (path) => tests.some((test) => test(path));
}
function compileTokens(tokens) {
    const runs = tokens.filter(({ kind }) => kind !== "one" && kind !== "start" && kind !== "end").length;
    if (runs > MOST_RUNS)
        return (path) => matchTokens(tokens, [...path]);
    const expression = new RegExp(tokens.map(toRegexText).join(""), "u");
    return (path) => expression.test(path);
}
/** A "|" that the pattern has divides the whole expression, anchors and all. */
function readAlternatives(source) {
    let tokens = [];
    const alternatives = [tokens];
    for (let i = 0; i < source.length;) {
        const character = source[i] ?? "";
        const ahead = source.slice(i, i + 6).join("");
        if (ahead === "(.*/)?") {
            if (tokens.at(-1)?.kind !== "directories")
                tokens.push({ kind: "directories" });
            i += ahead.length;
        }
        else if (ahead.startsWith(".*")) {
            tokens.push({ kind: "many", set: "[^\\n]" });
            i += 2;
        }
        else if (character === "[") {
            const read = readClass(source, i + 1);
            if (read === undefined)
                return undefined;
            const isRun = source[read.next] === "*";
            tokens.push({ kind: isRun ? "many" : "one", set: read.set });
            i = read.next + (isRun ? 1 : 0);
        }
        else if (character === "|") {
            tokens = [];
            alternatives.push(tokens);
            i++;
        }
        else if (character === "{" && readRepeat(source, i) !== undefined) {
            const repeat = readRepeat(source, i);
            const repeated = tokens.pop();
            if (repeat === undefined || repeated?.kind !== "one")
                return undefined;
            tokens.push(...repeatToken(repeated.set, repeat.least, repeat.most));
            i = repeat.next;
        }
        else if (character === "\\") {
            const set = readEscape(source[i + 1]);
            if (set === undefined)
                return undefined;
            tokens.push({ kind: "one", set });
            i += 2;
        }
        else {
            if (character === "^" || character === "$")
                tokens.push({ kind: character === "^" ? "start" : "end" });
            else
                tokens.push({ kind: "one", set: exactly(character) });
            i++;
        }
    }
    return alternatives;
}
/** `{2}`, `{2,}` or `{2,3}`; braces around anything else stand for themselves. */
function readRepeat(source, from) {
    const text = source.slice(from, from + 12).join("");
    const match = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(text);
    if (match === null)
        return undefined;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    return { least, most, next: from + match[0].length };
}
function repeatToken(set, least, most) {
    const must = Array.from({ length: least }, () => ({ kind: "one", set }));
    if (most === Number.POSITIVE_INFINITY)
        return [...must, { kind: "many", set }];
    return [
        ...must,
        ...Array.from({ length: Math.max(0, most - least) }, () => ({ kind: "maybe", set })),
    ];
}
/** A class or an escape that stands for one character in JavaScript's syntax. */
function exactly(character) {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
function toRegexText(token) {
    switch (token.kind) {
        case "one":
            return token.set;
        case "many":
            return `${token.set}*`;
        case "maybe":
            return `${token.set}?`;
        case "directories":
            return "(?:[^\\n]*\\/)?";
        case "start":
            return "^";
        case "end":
            return "$";
        default:
            return token;
    }
}
/** Matches with all ways at once: time grows with text × tokens, never faster. */
function matchTokens(tokens, path) {
    const tests = tokens.map((token) => ("set" in token ? new RegExp(`^${token.set}$`, "u") : undefined));
    // `inside` marks a directories token that has begun and may only be left after a "/".
    let states = new Set();
    const add = (set, index, at, inside) => {
        const key = `${index}${inside ? "+" : ""}`;
        if (set.has(key))
            return;
        set.add(key);
        const kind = tokens[index]?.kind;
        if (kind === "many" || kind === "maybe")
            add(set, index + 1, at, false);
        if (kind === "directories" && (!inside || path[at - 1] === "/"))
            add(set, index + 1, at, false);
        if ((kind === "start" && at === 0) || (kind === "end" && at === path.length))
            add(set, index + 1, at, false);
    };
    add(states, 0, 0, false);
    for (let at = 0; at < path.length; at++) {
        const next = new Set();
        const character = path[at] ?? "";
        for (const state of states) {
            const index = Number.parseInt(state, 10);
            const kind = tokens[index]?.kind;
            if (kind === "directories" && character !== "\n")
                add(next, index, at + 1, true);
            if (!tests[index]?.test(character))
                continue;
            add(next, kind === "many" ? index : index + 1, at + 1, false);
        }
        states = next;
    }
    return states.has(`${tokens.length}`);
}

// EXTERNAL MODULE: ./lib/dockerfile/white-space.js
var white_space = __webpack_require__(8608);
;// CONCATENATED MODULE: ./lib/dockerfile/ignore-pattern.js




/** Reads a pattern; `undefined`: an empty one, which counts for nothing. */
function readPattern(source) {
    const trimmed = (0,white_space/* trimSpace */.Pd)(source);
    if (trimmed === "")
        return undefined;
    const cleaned = (0,clean_path/* cleanPath */.ts)(trimmed);
    if (cleaned === "!")
        return { error: 'illegal exclusion pattern: "!"' };
    const isException = cleaned.startsWith("!");
    const text = isException ? cleaned.slice(1) : cleaned;
    if ((0,glob/* matchGlob */.s)(text, ".") === "bad-pattern")
        return { error: `syntax error in pattern: ${source}` };
    return { text, isException, test: compilePattern(text) };
}
/** moby/patternmatcher means to escape `|`, `{` and `}` too, but its table of bits is too small for them. */
const ESCAPED = ".+()$";
function compilePattern(pattern) {
    let kind = "exact";
    let regex = "^";
    const characters = [...pattern];
    for (let i = 0, count = 0; i < characters.length; i++, count++) {
        const character = characters[i] ?? "";
        if (character === "*" && characters[i + 1] === "*") {
            i++;
            if (characters[i + 1] === "/")
                i++;
            if (i + 1 < characters.length) {
                regex += "(.*/)?";
                kind = "regex";
            }
            else if (kind === "exact")
                kind = "prefix";
            else {
                regex += ".*";
                kind = "regex";
            }
            if (count === 0)
                kind = "suffix";
        }
        else if (character === "*" || character === "?") {
            regex += character === "*" ? "[^/]*" : "[^/]";
            kind = "regex";
        }
        else if (ESCAPED.includes(character))
            regex += `\\${character}`;
        else if (character === "\\") {
            const next = characters[++i];
            regex += `\\${next ?? ""}`;
            if (next !== undefined)
                kind = "regex";
        }
        else {
            regex += character;
            if (character === "[" || character === "]")
                kind = "regex";
        }
    }
    switch (kind) {
        case "exact":
            return (path) => path === pattern;
        case "prefix": {
            const prefix = pattern.slice(0, -2);
            return (path) => path.startsWith(prefix);
        }
        case "suffix": {
            const suffix = pattern.slice(2);
            return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
        }
        case "regex":
            return compileGoRegex(`${regex}$`);
        default:
            return kind;
    }
}

;// CONCATENATED MODULE: ./lib/dockerfile/pattern-matcher.js


/**
 * moby/patternmatcher in the order of a walk (MatchesUsingParentResults from the top). It is not the same as
 * asking for a path alone: a `!` pattern that names a folder is not asked again below it.
 */
class PatternMatcher {
    #patterns;
    #folders = new Map();
    problems;
    hasExceptions;
    constructor(sources) {
        const patterns = [];
        const problems = [];
        for (const source of sources) {
            const pattern = readPattern(source);
            if (pattern === undefined)
                continue;
            if ("error" in pattern)
                problems.push(pattern.error);
            else {
                patterns.push(pattern);
                if (pattern.test === undefined)
                    problems.push(`syntax error in pattern: ${pattern.text}`);
            }
        }
        this.#patterns = patterns;
        this.problems = problems;
        this.hasExceptions = patterns.some(({ isException }) => isException);
    }
    /** Says whether a path matches, all folders above it considered. */
    matches(path) {
        if (this.#patterns.length === 0)
            return false;
        const parent = this.#folderVerdict((0,clean_path/* parentOf */.gN)(path));
        let isMatched = false;
        for (let index = 0; index < this.#patterns.length; index++) {
            const pattern = this.#patterns[index];
            if (pattern !== undefined && asks(pattern, isMatched, parent, index, path)) {
                isMatched = !pattern.isException;
            }
        }
        return isMatched;
    }
    /** Says whether a folder matches and no `!` pattern can take back anything below it. */
    matchesAllBelow(folder) {
        if (this.#patterns.length === 0 || folder === "")
            return false;
        if ((0,clean_path/* parentOf */.gN)(folder) !== "" && this.matchesAllBelow((0,clean_path/* parentOf */.gN)(folder)))
            return true;
        if (!this.#folderVerdict(folder).isMatched)
            return false;
        const exceptions = this.#patterns.filter(({ isException }) => isException).map(withoutTrailingGlob);
        if (exceptions.some((text) => /[*[\]?^\\]/.test(text)))
            return false;
        return !exceptions.some((text) => `${text}/`.startsWith(`${folder}/`));
    }
    #folderVerdict(folder) {
        if (folder === "")
            return { isMatched: false, byPattern: [] };
        const before = this.#folders.get(folder);
        if (before !== undefined)
            return before;
        const verdict = this.#judge(folder, this.#folderVerdict((0,clean_path/* parentOf */.gN)(folder)));
        this.#folders.set(folder, verdict);
        return verdict;
    }
    #judge(path, parent) {
        let isMatched = false;
        const byPattern = this.#patterns.map((pattern, index) => {
            const matched = asks(pattern, isMatched, parent, index, path);
            if (matched)
                isMatched = !pattern.isException;
            return matched;
        });
        return { isMatched, byPattern };
    }
}
/** Whether a pattern has its say. One that could change nothing is not asked, and then does not count below either. */
function asks({ isException, test }, isMatched, parent, index, path) {
    if (parent.byPattern[index] === true)
        return true;
    if (isException !== isMatched)
        return false;
    // A pattern that Go refuses must not take anything out.
    return test === undefined ? isException : test(path);
}
function withoutTrailingGlob({ text }) {
    const shorter = text.endsWith("/**") ? text.slice(0, -3) : text;
    return shorter.endsWith("/*") ? shorter.slice(0, -2) : shorter;
}


/***/ }),

/***/ 7861:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ lexWord)
});

;// CONCATENATED MODULE: ./lib/dockerfile/shell-pattern.js
/** `undefined`: BuildKit refuses the pattern (an escape of anything but `*`, `?`, `\`, `}`, `/`). */
function compileShellPattern(pattern) {
    const items = [];
    const characters = [...pattern];
    for (let i = 0; i < characters.length; i++) {
        const text = characters[i] ?? "";
        if (text === "*")
            items.push({ kind: "any" });
        else if (text === "?")
            items.push({ kind: "one" });
        else if (text !== "\\")
            items.push({ kind: "character", text });
        else {
            const next = characters[i + 1];
            if (next === "}" || next === "/")
                continue;
            if (next !== "*" && next !== "?" && next !== "\\")
                return undefined;
            items.push({ kind: "character", text: next });
            i++;
        }
    }
    return items;
}
/** Where matches that begin at `start` end, ascending. */
function matchEnds(pattern, value, start) {
    const ends = [];
    let states = closure(pattern, [0]);
    for (let at = start; states.length > 0; at++) {
        if (states.includes(pattern.length))
            ends.push(at);
        const character = value[at];
        if (character === undefined)
            break;
        const next = [];
        for (const state of states) {
            const item = pattern[state];
            if (item === undefined)
                continue;
            if (item.kind === "character") {
                if (item.text === character)
                    next.push(state + 1);
            }
            else if (character !== "\n")
                next.push(item.kind === "any" ? state : state + 1);
        }
        states = closure(pattern, next);
    }
    return ends;
}
function closure(pattern, states) {
    const all = new Set();
    for (const first of states) {
        for (let state = first; !all.has(state); state++) {
            all.add(state);
            if (pattern[state]?.kind !== "any")
                break;
        }
    }
    return [...all];
}
/** `${value#pattern}`, or `##` when `longest`. */
function removePrefix(pattern, value, longest) {
    const characters = [...value];
    const ends = matchEnds(pattern, characters, 0);
    const end = longest ? ends.at(-1) : ends[0];
    return end === undefined ? value : characters.slice(end).join("");
}
/** A pattern read backwards, escapes kept with what they escape: suffixes are prefixes of the reversed value. */
function reverseShellPattern(pattern) {
    const characters = [...pattern];
    const reversed = [];
    for (let i = 0; i < characters.length; i++) {
        const isEscape = characters[i] === "\\" && i !== characters.length - 1;
        reversed.push(isEscape ? `\\${characters[++i] ?? ""}` : (characters[i] ?? ""));
    }
    return reversed.reverse().join("");
}
/** `${value%pattern}`, or `%%` when `longest`; takes the reversed pattern. */
function removeSuffix(reversed, value, longest) {
    return [...removePrefix(reversed, [...value].reverse().join(""), longest)].reverse().join("");
}
/** `${value/pattern/replacement}`: the first match only, the replacement as it is. */
function replaceFirst(pattern, value, replacement) {
    const characters = [...value];
    const found = findFirst(pattern, characters, 0);
    if (found === undefined)
        return value;
    return characters.slice(0, found[0]).join("") + replacement + characters.slice(found[1]).join("");
}
/** `${value//pattern/replacement}`; here Go's ReplaceAllString also expands `$1`, `${name}` and `$$`. */
function replaceEvery(pattern, value, replacement) {
    const characters = [...value];
    const out = [];
    let lastEnd = 0;
    for (let position = 0; position <= characters.length;) {
        const found = findFirst(pattern, characters, position);
        if (found === undefined)
            break;
        const [start, end] = found;
        out.push(characters.slice(lastEnd, start).join(""));
        // No replacement for an empty match right after another match, as in Go.
        if (end > lastEnd || start === 0) {
            out.push(expandTemplate(replacement, characters.slice(start, end).join("")));
        }
        lastEnd = end;
        position = Math.max(position + 1, end);
    }
    return out.join("") + characters.slice(lastEnd).join("");
}
function findFirst(pattern, value, from) {
    for (let start = from; start <= value.length; start++) {
        const end = matchEnds(pattern, value, start).at(-1);
        if (end !== undefined)
            return [start, end];
    }
    return undefined;
}
function expandTemplate(template, whole) {
    return template.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (_text, dollar, braced, bare) => {
        if (dollar !== undefined)
            return "$";
        return (braced ?? bare) === "0" ? whole : "";
    });
}

// EXTERNAL MODULE: ./lib/dockerfile/white-space.js
var white_space = __webpack_require__(8608);
;// CONCATENATED MODULE: ./lib/dockerfile/word-collector.js

/** Splits expanded text into words at white space; quoted text never splits. */
class WordCollector {
    #words = [];
    #buffer;
    #inWord = false;
    constructor(buffer) {
        this.#buffer = buffer;
    }
    addText(text) {
        for (const character of text) {
            if (!(0,white_space/* isSpace */.xC)(character))
                this.addRaw(character);
            else if (this.#inWord && this.#buffer.text !== "") {
                this.#words.push(this.#buffer.text);
                this.#buffer.text = "";
                this.#inWord = false;
            }
        }
    }
    addRaw(text) {
        this.#buffer.text += text;
        this.#inWord = true;
    }
    finish() {
        if (this.#buffer.text !== "")
            this.#words.push(this.#buffer.text);
        this.#buffer.text = "";
        this.#inWord = false;
        return this.#words;
    }
}

;// CONCATENATED MODULE: ./lib/dockerfile/word-cursor.js
const SPECIAL_PARAMETER = /^[@*#?\-$!0]$/;
const DIGIT = /^\p{Nd}$/u;
const NAME_CHARACTER = /^[\p{L}\p{Nd}_]$/u;
/** Goes through a word character by character. */
class WordCursor {
    #characters;
    #at = 0;
    constructor(source) {
        // Go's text/scanner skips a byte order mark at the start of what it reads.
        this.#characters = [...(source.startsWith("\uFEFF") ? source.slice(1) : source)];
    }
    peek() {
        return this.#characters[this.#at];
    }
    next() {
        return this.#characters[this.#at++];
    }
    /** What stands before `end`, which is passed over; `undefined` where there is none. */
    takeUntil(end) {
        const at = this.#characters.indexOf(end, this.#at);
        if (at === -1)
            return undefined;
        const taken = this.#characters.slice(this.#at, at).join("");
        this.#at = at + 1;
        return taken;
    }
    /** Letters, digits and `_`; or digits only when it begins with one; or one special parameter. */
    readName() {
        let name = "";
        for (;;) {
            const character = this.peek();
            if (character === undefined)
                return name;
            if (name === "" && DIGIT.test(character)) {
                for (let digit = this.peek(); digit !== undefined && DIGIT.test(digit); digit = this.peek()) {
                    name += digit;
                    this.#at++;
                }
                return name;
            }
            if (name === "" && SPECIAL_PARAMETER.test(character)) {
                this.#at++;
                return character;
            }
            if (!NAME_CHARACTER.test(character))
                return name;
            name += character;
            this.#at++;
        }
    }
}

;// CONCATENATED MODULE: ./lib/dockerfile/shell-word.js



/** Expands a word, or says in words why BuildKit refuses it. */
function lexWord(source, options) {
    const lexer = new WordLexer(source, options);
    try {
        return lexer.run(undefined, options.rawEscapes ?? false);
    }
    catch (error) {
        if (error instanceof LexError)
            return { error: `failed to process "${source}": ${error.message}` };
        throw error;
    }
}
class LexError extends Error {
}
class WordLexer {
    #cursor;
    #options;
    #rawEscapes = false;
    // One buffer for all nesting levels, as in BuildKit: a `${…}` inside a word empties it.
    #buffer = { text: "" };
    constructor(source, options) {
        this.#cursor = new WordCursor(source);
        this.#options = options;
        this.#rawEscapes = options.rawEscapes ?? false;
    }
    run(stop, rawEscapes) {
        const outer = this.#rawEscapes;
        this.#rawEscapes = rawEscapes;
        const result = this.#runUntil(stop);
        this.#rawEscapes = outer;
        return result;
    }
    #runUntil(stop) {
        this.#buffer.text = "";
        const words = new WordCollector(this.#buffer);
        let text = "";
        for (;;) {
            const character = this.#cursor.peek();
            if (character === undefined)
                break;
            if (stop !== undefined && character === stop) {
                this.#cursor.next();
                return { text, words: words.finish() };
            }
            const special = this.#special(character);
            if (special !== undefined) {
                text += special;
                if (character === "$")
                    words.addText(special);
                else
                    words.addRaw(special);
                continue;
            }
            this.#cursor.next();
            if (character !== this.#options.escapeToken) {
                words.addText(character);
                text += character;
                continue;
            }
            if (this.#rawEscapes) {
                words.addRaw(character);
                text += character;
            }
            const escaped = this.#cursor.next();
            if (escaped === undefined)
                break;
            words.addRaw(escaped);
            text += escaped;
        }
        if (stop !== undefined)
            throw new LexError(`unexpected end of statement while looking for matching ${stop}`);
        return { text, words: words.finish() };
    }
    #special(character) {
        if (character === "$")
            return this.#dollar();
        if (character === "<")
            return this.#heredoc();
        if (character === "'")
            return this.#singleQuoted();
        return character === '"' ? this.#doubleQuoted() : undefined;
    }
    #singleQuoted() {
        this.#cursor.next();
        const inner = this.#cursor.takeUntil("'");
        if (inner === undefined) {
            throw new LexError("unexpected end of statement while looking for matching single-quote");
        }
        return this.#options.rawQuotes ? `'${inner}'` : inner;
    }
    #doubleQuoted() {
        this.#cursor.next();
        let text = "";
        for (;;) {
            const character = this.#cursor.peek();
            if (character === undefined) {
                throw new LexError("unexpected end of statement while looking for matching double-quote");
            }
            if (character === "$") {
                text += this.#dollar();
                continue;
            }
            this.#cursor.next();
            if (character === '"')
                return this.#options.rawQuotes ? `"${text}"` : text;
            if (character !== this.#options.escapeToken) {
                text += character;
                continue;
            }
            if (this.#rawEscapes)
                text += character;
            const next = this.#cursor.peek();
            if (next === undefined)
                continue;
            if (next === '"' || next === "$" || next === this.#options.escapeToken)
                text += this.#cursor.next() ?? "";
            else
                text += character;
        }
    }
    #heredoc() {
        this.#cursor.next();
        if (this.#cursor.peek() !== "<")
            return "<";
        this.#cursor.next();
        let text = "<<";
        for (let next = this.#cursor.peek(); next === "\t" || next === "\r" || next === " "; next = this.#cursor.peek()) {
            text += next;
            this.#cursor.next();
        }
        return text;
    }
    #dollar() {
        this.#cursor.next();
        if (this.#cursor.peek() !== "{") {
            const name = this.#cursor.readName();
            if (name === "")
                return "$";
            const value = this.#options.lookup(name);
            return value === undefined && this.#options.keepUnset ? `$${name}` : (value ?? "");
        }
        this.#cursor.next();
        const first = this.#cursor.peek();
        if (first === undefined)
            throw new LexError("syntax error: missing '}'");
        if (first === "{" || first === "}" || first === ":")
            throw new LexError("syntax error: bad substitution");
        const name = this.#cursor.readName();
        const modifier = this.#cursor.next();
        if (modifier === "}") {
            const value = this.#options.lookup(name);
            return value === undefined && this.#options.keepUnset ? `\${${name}}` : (value ?? "");
        }
        if (modifier === "/")
            return this.#replacement(name);
        return this.#modified(name, modifier);
    }
    #modified(name, modifier) {
        const isColon = modifier === ":";
        const operator = isColon ? this.#cursor.next() : modifier;
        const shown = isColon ? `:${operator ?? ""}` : (modifier ?? "");
        const isTrim = operator === "#" || operator === "%";
        const isKnown = isTrim || operator === "+" || operator === "-" || operator === "?";
        if ((isColon && isTrim) || (!isColon && !isKnown)) {
            throw new LexError(`unsupported modifier (${shown}) in substitution`);
        }
        const word = this.#nested("}", isTrim, "syntax error: missing '}'");
        const value = this.#options.lookup(name);
        if (value === undefined && this.#options.keepUnset)
            return `\${${name}${shown}${word}}`;
        const isMissing = value === undefined || (isColon && value === "");
        if (operator === "-")
            return isMissing ? word : value;
        if (operator === "+")
            return isMissing ? "" : word;
        if (operator === "?") {
            if (!isMissing)
                return value;
            const fallback = `is not allowed to be ${value === undefined ? "unset" : "empty"}`;
            throw new LexError(`${name}: ${word === "" ? fallback : word}`);
        }
        if (!isTrim)
            throw new LexError(`unsupported modifier (${shown}) in substitution`);
        const isLongest = word.startsWith(operator);
        const pattern = isLongest ? word.slice(1) : word;
        return operator === "#"
            ? removePrefix(compiled(pattern), value ?? "", isLongest)
            : removeSuffix(compiled(reverseShellPattern(pattern)), value ?? "", isLongest);
    }
    #replacement(name) {
        const isEvery = this.#cursor.peek() === "/";
        if (isEvery)
            this.#cursor.next();
        const pattern = this.#nested("/", true, "syntax error: missing '/' in substitution");
        const replacement = this.#nested("}", true, "syntax error: missing '}'");
        const value = this.#options.lookup(name);
        if (value === undefined && this.#options.keepUnset)
            return `\${${name}/${pattern}/${replacement}}`;
        const replace = isEvery ? replaceEvery : replaceFirst;
        return replace(compiled(pattern), value ?? "", replacement);
    }
    #nested(stop, rawEscapes, atEnd) {
        try {
            return this.run(stop, rawEscapes).text;
        }
        catch (error) {
            if (error instanceof LexError && this.#cursor.peek() === undefined)
                throw new LexError(atEnd);
            throw error;
        }
    }
}
function compiled(pattern) {
    const result = compileShellPattern(pattern);
    if (result === undefined)
        throw new LexError(`invalid pattern (${pattern}) in substitution`);
    return result;
}


/***/ }),

/***/ 3407:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ readStages)
/* harmony export */ });
/* harmony import */ var _command_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1651);

/** Sorts instructions into stages. */
function readStages(instructions) {
    const stages = [];
    const globalArgs = [];
    const problems = [];
    for (const instruction of instructions) {
        const { line } = instruction;
        const { command, problems: found } = (0,_command_js__WEBPACK_IMPORTED_MODULE_0__/* .readCommand */ .U)(instruction);
        problems.push(...found.map((message) => ({ line, message })));
        const current = stages.at(-1);
        if (command.kind === "from") {
            const { name, base, platform } = command;
            stages.push({ index: stages.length, name, base, platform, from: instruction, commands: [] });
        }
        else if (current !== undefined)
            current.commands.push({ command, instruction });
        else if (command.kind === "arg")
            globalArgs.push({ command, instruction });
        else
            problems.push({ line, message: `${instruction.keyword.toUpperCase()} stands before the first FROM` });
    }
    if (stages.length === 0 && problems.length === 0) {
        problems.push({ line: 0, message: "the Dockerfile has no FROM" });
    }
    return { stages, globalArgs, problems };
}


/***/ }),

/***/ 8608:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mr: () => (/* binding */ trimLeft),
/* harmony export */   Pd: () => (/* binding */ trimSpace),
/* harmony export */   xC: () => (/* binding */ isSpace)
/* harmony export */ });
/**
 * White space as Go's unicode.IsSpace has it. JavaScript's `\s` differs: it lacks U+0085 and has U+FEFF.
 */
const SPACE = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ONE = new RegExp(`[${SPACE}]`);
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);
/** Says whether a character is white space to Go. */
function isSpace(character) {
    return ONE.test(character);
}
/** Go's strings.TrimLeftFunc(text, unicode.IsSpace). */
function trimLeft(text) {
    return text.replace(LEADING, "");
}
/** Go's strings.TrimSpace. */
function trimSpace(text) {
    return trimLeft(text).replace(TRAILING, "");
}


/***/ }),

/***/ 452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ describeError),
/* harmony export */   y: () => (/* binding */ UserError)
/* harmony export */ });
/** A mistake that the user can mend: its message is enough, no stack is printed. */
class UserError extends Error {
    name = "UserError";
    problems;
    #files;
    /**
     * All problems at once; each names the place, what was expected and what was found. `files`: repository
     * paths that problems may begin with.
     */
    constructor(problems, options = {}) {
        const list = typeof problems === "string" ? [problems] : problems;
        super(list.join("\n"), options);
        this.problems = list;
        this.#files = options.files ?? [];
    }
    /** Of a problem that begins with `FILE:` or `FILE:LINE:`; for an annotation on that line. */
    placeOf(problem) {
        const file = this.#files.find((one) => problem.startsWith(`${one}:`));
        if (file === undefined)
            return undefined;
        const line = /^:(\d+)[: ]/.exec(problem.slice(file.length))?.[1];
        return line === undefined ? { file } : { file, line: Number(line) };
    }
}
/** The messages of an error and its causes, outermost first, without stacks. */
function describeError(error) {
    const messages = [];
    for (let current = error; current !== undefined && messages.length < 5;) {
        const message = current instanceof Error ? current.message : String(current);
        if (message !== "" && !messages.includes(message))
            messages.push(message);
        current = current instanceof Error ? current.cause : undefined;
    }
    return messages.join(": ");
}


/***/ }),

/***/ 3265:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ GIT_FOLDER),
/* harmony export */   Y: () => (/* binding */ isBelow)
/* harmony export */ });
/** Where git keeps its own files, below the repository's root: a folder, or (worktrees, submodules) a file. */
const GIT_FOLDER = ".git";
/** Whether a path is below a folder; everything is below "". */
function isBelow(path, folder) {
    return folder === "" || path.startsWith(`${folder}/`);
}


/***/ }),

/***/ 9076:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ loadImages)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/images/secrets.js
/** Parses `id=hf_token,env=HF_TOKEN`, `type=file,id=key,src=key.txt`, or only an id (the variable of that name). */
function parseSecret(text) {
    const fields = new Map();
    for (const part of text.split(",")) {
        const equals = part.indexOf("=");
        if (equals < 0)
            return wrong(`${JSON.stringify(part.trim())} has no "="`);
        const key = part.slice(0, equals).trim().toLowerCase();
        if (!secretKeys.has(key)) {
            return wrong(`it has the unknown key ${JSON.stringify(key)} (known: id, env, src, type)`);
        }
        const name = key === "source" ? "src" : key;
        if (fields.has(name))
            return wrong(`${JSON.stringify(key)} stands there twice`);
        fields.set(name, part.slice(equals + 1).trim());
    }
    return secretFromFields({
        id: fields.get("id"),
        env: fields.get("env"),
        src: fields.get("src"),
        type: fields.get("type"),
    });
}
/** The same from separate fields, as bake prints them. */
function secretFromFields(fields) {
    const { id, env, src, type } = fields;
    if (id === undefined || id === "")
        return wrong('it has no "id"');
    if (env !== undefined && src !== undefined)
        return wrong('it has both "env" and "src"');
    if (type !== undefined && type !== "env" && type !== "file") {
        return wrong(`its type is ${JSON.stringify(type)}, not "env" or "file"`);
    }
    if (env === "" || src === "")
        return wrong(`its "${env === "" ? "env" : "src"}" is empty`);
    if (env !== undefined)
        return { kind: "secret", secret: { id, source: { kind: "env", variable: env } } };
    if (src !== undefined) {
        // Docker takes type=env with src=NAME as the variable NAME.
        const source = type === "env" ? { kind: "env", variable: src } : { kind: "file", path: src };
        return { kind: "secret", secret: { id, source } };
    }
    if (type === "file")
        return wrong('it has "type=file" but no "src"');
    return { kind: "secret", secret: { id, source: { kind: "env", variable: id } } };
}
const secretKeys = new Set(["id", "env", "src", "source", "type"]);
function wrong(because) {
    return { kind: "wrong", because };
}

;// CONCATENATED MODULE: ./lib/images/bake-print.js
/** The JSON of `docker buildx bake --print` → targets. Every version of buildx prints a little differently. */

/** Reads what `bake --print` wrote; `undefined` when it is not that. */
function parseBakePrint(json) {
    const root = parseJson(json);
    const targets = isRecord(root) ? root.target : undefined;
    if (!isRecord(targets))
        return undefined;
    return Object.entries(targets).flatMap(([name, raw]) => (isRecord(raw) ? [readTarget(name, raw)] : []));
}
/** Names of `bake --list type=targets,format=json`, groups left out; `undefined` when it is not that. */
function parseBakeList(json) {
    const root = parseJson(json);
    if (!Array.isArray(root))
        return undefined;
    return root.flatMap((entry) => isRecord(entry) && typeof entry.name === "string" && entry.group !== true ? [entry.name] : []);
}
const usedKeys = new Set([
    ...["context", "dockerfile", "dockerfile-inline", "target", "args", "contexts", "tags", "platforms"],
    ...["secret", "labels", "annotations", "ssh", "network", "shm-size", "ulimits", "extra-hosts"],
    ...["no-cache", "no-cache-filter", "entitlements", "description"],
]);
function readTarget(name, raw) {
    return {
        name,
        context: bake_print_text(raw.context) ?? ".",
        dockerfile: bake_print_text(raw.dockerfile) ?? "Dockerfile",
        dockerfileInline: template(raw["dockerfile-inline"]),
        target: bake_print_text(raw.target),
        args: templateMap(raw.args),
        contexts: textMap(raw.contexts),
        tags: list(raw.tags).flatMap((tag) => bake_print_text(tag) ?? []),
        platforms: list(raw.platforms).flatMap((platform) => bake_print_text(platform) ?? []),
        secrets: list(raw.secret).map(readSecret),
        labels: templateMap(raw.labels),
        annotations: list(raw.annotations).flatMap((annotation) => template(annotation) ?? []),
        ssh: list(raw.ssh).flatMap((entry) => readSsh(entry) ?? []),
        network: bake_print_text(raw.network),
        shmSize: bake_print_text(raw["shm-size"]),
        ulimits: list(raw.ulimits).flatMap((limit) => bake_print_text(limit) ?? []),
        extraHosts: templateMap(raw["extra-hosts"]),
        noCache: raw["no-cache"] === true,
        noCacheFilter: list(raw["no-cache-filter"]).flatMap((stage) => bake_print_text(stage) ?? []),
        entitlements: list(raw.entitlements).flatMap((entitlement) => bake_print_text(entitlement) ?? []),
        leftOut: Object.keys(raw).filter((key) => !usedKeys.has(key) && saysSomething(key, raw[key])),
    };
}
/** buildx itself adds an output to targets that are only contexts of others; `call = "build"` is the default. */
function saysSomething(key, value) {
    if (value === null || value === false || value === "" || (Array.isArray(value) && value.length === 0))
        return false;
    if (key === "call")
        return value !== "build";
    if (key !== "output")
        return true;
    return list(value).some((output) => !(isRecord(output) && output.type === "cacheonly"));
}
function readSecret(entry) {
    if (typeof entry === "string")
        return parseSecret(entry);
    const raw = isRecord(entry) ? entry : {};
    return secretFromFields({ id: bake_print_text(raw.id), env: bake_print_text(raw.env), src: bake_print_text(raw.src), type: bake_print_text(raw.type) });
}
/** `default`, `key=/path,/other`: as `--ssh` takes it. */
function readSsh(entry) {
    if (!isRecord(entry))
        return bake_print_text(entry);
    const id = bake_print_text(entry.id);
    const paths = list(entry.paths).flatMap((path) => bake_print_text(path) ?? []);
    return id === undefined || paths.length === 0 ? id : `${id}=${paths.join(",")}`;
}
function parseJson(json) {
    try {
        return JSON.parse(json);
    }
    catch {
        return undefined;
    }
}
function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function list(value) {
    return Array.isArray(value) ? value : [];
}
function bake_print_text(value) {
    return typeof value === "string" && value !== "" ? value : undefined;
}
/** A value of null means "as the Dockerfile has it", so such keys fall out. */
function textMap(value) {
    const entries = isRecord(value) ? Object.entries(value) : [];
    return new Map(entries.flatMap(([key, one]) => (typeof one === "string" ? [[key, one]] : [])));
}
/**
 * Since 0.23 buildx prints `${` as `$${`, and `%{` as `%%{`, so that what it prints is a bake file again
 * (docker/buildx#3097); where one of them stands alone, it is an older one, and nothing is doubled.
 */
function template(value) {
    const printed = bake_print_text(value);
    if (printed === undefined || /(?:^|[^$])\$\{|(?:^|[^%])%\{/.test(printed))
        return printed;
    return printed.replace(/([$%])\1\{/g, "$1{");
}
function templateMap(value) {
    return new Map([...textMap(value)].map(([key, one]) => [key, template(one) ?? one]));
}

;// CONCATENATED MODULE: ./lib/images/bake-run.js
/** Runs `docker buildx bake` to have bake and compose files read; nothing is built and no daemon is needed. */


/** The targets of `default` and those of `names`, with the ones they link to. Throws UserError with buildx's words. */
async function printTargets(world, bake, names) {
    const result = await runBake(world, bake, ["--print", ...names]);
    const targets = result.exitCode === 0 ? parseBakePrint(result.stdout.toString()) : undefined;
    if (targets !== undefined)
        return targets;
    if (names.length === 0 && /failed to find target default/.test(result.stderr)) {
        return printTargets(world, bake, await listTargets(world, bake));
    }
    throw new errors/* UserError */.y(explain(bake, result));
}
/** The names of all targets; there is always one. Throws UserError. */
async function listTargets(world, bake) {
    const result = await runBake(world, bake, ["--list", "type=targets,format=json"]);
    if (/unknown flag: --list/.test(result.stderr)) {
        throw new errors/* UserError */.y(`${bake.files.join(", ")}: has no target or group "default", and this buildx is too old to list all targets; ` +
            'add a group "default", or use a newer buildx (docker/setup-buildx-action)');
    }
    const names = result.exitCode === 0 ? parseBakeList(result.stdout.toString()) : undefined;
    if (names === undefined)
        throw new errors/* UserError */.y(explain(bake, result));
    const [first, ...rest] = names;
    if (first === undefined) {
        throw new errors/* UserError */.y(`${bake.files.join(", ")}: expected at least one target to build, found none`);
    }
    return [first, ...rest];
}
function runBake(world, bake, args) {
    const files = bake.files.map((file) => `--file=${file}`);
    return world.exec(["docker", "buildx", "bake", ...files, ...args], { cwd: bake.directory });
}
/** buildx's own message below the files' names, with what to do where we know better. */
function explain(bake, result) {
    const files = bake.files.join(", ");
    if (result.ended === "not-found" ||
        /'buildx' is not a docker command|unknown command: docker buildx/.test(result.stderr)) {
        return (`${files}: reading bake and compose files needs "docker buildx", which is not installed here; ` +
            "install it (docker/setup-buildx-action), or describe the images in .github/ml-images.yml");
    }
    if (result.ended !== "exit")
        return `${files}: "docker buildx bake --print" did not finish (${result.ended})`;
    const message = result.stderr
        .split(/\r?\n/)
        .filter((line) => line.trim() !== "" && !/^#\d+ /.test(line))
        .join("\n");
    const said = message === "" ? `exit code ${result.exitCode} without a message` : message;
    return `${files}: docker buildx bake cannot read this:\n${said}${hintFor(message)}`;
}
function hintFor(message) {
    if (message.includes("SSH_AUTH_SOCK")) {
        return "\nA target asks for the SSH agent: start one before this action, also where images are only planned.";
    }
    if (message.includes("failed to stat")) {
        return "\nThe file of a secret must be there before this action runs, also where images are only planned.";
    }
    const envFile = /env file (.+?) not found/.exec(message)?.[1];
    if (envFile !== undefined) {
        return `\nNo build reads it, but compose wants it to be there: make one before this action (\`touch ${envFile}\` will do), or describe the images in .github/ml-images.yml.`;
    }
    const missing = /(?:There is no variable named|Unknown variable)[^"]*"([^"]+)"/.exec(message)?.[1];
    if (missing !== undefined) {
        return `\nIf another file defines ${missing}, name both in the input images-file, separated by a comma.`;
    }
    return "";
}

;// CONCATENATED MODULE: ./lib/images/bake-flags.js
/** One argument per flag (`--label=a=b`), in an order that does not depend on the file's. */
function buildFlagsOf(target) {
    const flags = [
        ...target.annotations.map((annotation) => `--annotation=${annotation}`),
        ...target.entitlements.map((entitlement) => `--allow=${entitlement}`),
        // --add-host splits its value at commas, so each address of a host gets a flag of its own.
        ...[...target.extraHosts].flatMap(([host, addresses]) => addresses.split(",").map((address) => `--add-host=${host}:${address}`)),
        ...[...target.labels].map(([key, value]) => `--label=${key}=${value}`),
        ...target.noCacheFilter.map((stage) => `--no-cache-filter=${stage}`),
        ...target.ssh.map((agent) => `--ssh=${agent}`),
        ...target.ulimits.map((limit) => `--ulimit=${limit}`),
    ];
    if (target.network !== undefined)
        flags.push(`--network=${target.network}`);
    if (target.noCache)
        flags.push("--no-cache");
    if (target.shmSize !== undefined)
        flags.push(`--shm-size=${target.shmSize}`);
    return [...new Set(flags)].sort();
}

// EXTERNAL MODULE: ./lib/images/names.js
var names = __webpack_require__(5054);
// EXTERNAL MODULE: ./lib/images/repo-path.js
var repo_path = __webpack_require__(222);
;// CONCATENATED MODULE: ./lib/images/context-source.js


/**
 * Reads one context. `image:` and `target:` name another image of this run; URLs are what buildx takes for
 * a remote; everything else is a path, relative to the folder `base` of the repository, whose place on disk is `root`.
 */
function parseContextSource(text, base, root) {
    const [, scheme, rest] = /^(image|target|service|docker-image):(.*)$/.exec(text) ?? [];
    if (scheme === "docker-image" && rest?.startsWith("//") === true) {
        return { kind: "reference", reference: rest.slice(2) };
    }
    if (rest !== undefined && scheme !== "docker-image")
        return { kind: "image", image: (0,names/* imageName */.tO)(rest) };
    if (isRemote(text))
        return { kind: "remote", url: text };
    const found = (0,repo_path/* resolveUserPath */.T8)(base, text.replace(/^cwd:\/\//, ""), root);
    return found.kind === "inside"
        ? { kind: "local", path: found.path }
        : { kind: "outside", path: found.path };
}
/**
 * What buildx does not read from the disk: URLs with a scheme, `github.com/…` and `git@host:path`
 * (https://docs.docker.com/build/concepts/context/#remote-context).
 */
function isRemote(text) {
    return ((/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !text.startsWith("cwd://")) ||
        text.startsWith("github.com/") ||
        /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:/.test(text));
}

// EXTERNAL MODULE: ./lib/images/nearest.js
var nearest = __webpack_require__(6424);
;// CONCATENATED MODULE: ./lib/images/platforms.js

const architectures = ["386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x"];
/** `linux/amd64`, `linux/arm64/v8`; Go's names, as BuildKit wants them. */
const platformPattern = `^(?:linux|windows)/(?:${architectures.join("|")})(?:/v[0-9]+)?$`;
/** What people write instead, by the machine's own name. */
const otherNames = new Map([
    ["x86_64", "linux/amd64"],
    ["x86-64", "linux/amd64"],
    ["x64", "linux/amd64"],
    ["aarch64", "linux/arm64"],
    ["armv8", "linux/arm64"],
    ["armv7", "linux/arm/v7"],
    ["i386", "linux/386"],
]);
/** The platform that `text` names; `undefined` when it names none. `linux/arm64/v8` is `linux/arm64`. */
function parsePlatform(text) {
    if (!new RegExp(platformPattern).test(text))
        return undefined;
    const normal = text.replace(/^(.*\/arm64)\/v8$/, "$1").replace(/^(.*\/amd64)\/v1$/, "$1");
    return (normal === "linux/arm" ? "linux/arm/v7" : normal);
}
/** `; did you mean "linux/amd64"?` for a wrong platform, "" where nothing is near. */
function platformHint(text) {
    const bare = text.replace(/^linux\//, "").toLowerCase();
    const meant = otherNames.get(bare) ?? (architectures.includes(bare) ? `linux/${bare}` : undefined);
    if (meant !== undefined)
        return `; did you mean ${JSON.stringify(meant)}?`;
    return (0,nearest/* didYouMean */.a)(text, architectures.map((one) => `linux/${one}`));
}

// EXTERNAL MODULE: ./lib/images/tag-repositories.js
var tag_repositories = __webpack_require__(5447);
;// CONCATENATED MODULE: ./lib/images/bake-target.js






/** Reads one target; the spec counts only when there are no problems. */
function readBakeTarget(target, place, registry) {
    const definedAt = `${place.file}: ${target.name}`;
    const problems = [];
    const context = parseContextSource(target.context, place.folder, place.root);
    if (context.kind === "image" || context.kind === "reference") {
        // buildx takes them as named contexts only, and fails with "path not found" otherwise.
        problems.push(`${definedAt}: expected a directory or a URL as context, found ${JSON.stringify(target.context)}; move it to "contexts"`);
    }
    const named = (0,tag_repositories/* repositoriesOfTags */.H)(target.tags, registry);
    problems.push(...named.problems.map((problem) => `${definedAt}: ${problem}`));
    const [first, ...rest] = named.repositories;
    const ownName = (0,names/* repositorySafe */.uU)(target.name);
    if (first === undefined && ownName === undefined) {
        problems.push(`${definedAt}: expected a name with letters or digits, or a tag that names a repository, found neither`);
    }
    const secrets = target.secrets.flatMap((parsed) => {
        if (parsed.kind === "secret")
            return rebaseSecret(parsed.secret, place);
        problems.push(`${definedAt}: a secret cannot be used: ${parsed.because}`);
        return [];
    });
    const spec = {
        name: (0,names/* imageName */.tO)(target.name),
        context,
        dockerfile: readDockerfile(target, context, place),
        target: target.target,
        args: target.args,
        contexts: new Map([...target.contexts].map(([name, text]) => [name, parseContextSource(text, place.folder, place.root)])),
        secrets,
        platforms: readPlatforms(target, definedAt, problems),
        runtime: "container",
        repositories: first === undefined ? [ownName ?? target.name] : [first, ...rest],
        tags: named.tags,
        parameter: undefined,
        timeoutMinutes: undefined,
        link: "off",
        budget: {},
        buildFlags: buildFlagsOf(target),
        definedAt,
    };
    return { spec, ignoredTags: named.ignored, problems };
}
/** The Dockerfile's path is relative to a local context, and inside a remote one. */
function readDockerfile(target, context, place) {
    if (target.dockerfileInline !== undefined)
        return { kind: "inline", text: target.dockerfileInline };
    const path = target.dockerfile.replace(/^cwd:\/\//, "");
    if (context.kind !== "local" && context.kind !== "outside")
        return { kind: "remote", path };
    const base = path === target.dockerfile ? context.path : place.folder;
    const found = (0,repo_path/* resolveUserPath */.T8)(base, path, place.root);
    return found.kind === "inside" ? { kind: "file", path: found.path } : { kind: "remote", path: found.path };
}
/** A secret's file starts from the definition's folder; elsewhere, everything starts from the root. */
function rebaseSecret(secret, place) {
    if (secret.source.kind === "env" || place.folder === "")
        return secret;
    const { path } = (0,repo_path/* resolveUserPath */.T8)(place.folder, secret.source.path);
    return { id: secret.id, source: { kind: "file", path } };
}
function readPlatforms(target, definedAt, problems) {
    const platforms = new Set();
    for (const text of target.platforms.length === 0 ? ["linux/amd64"] : target.platforms) {
        const platform = parsePlatform(text);
        if (platform !== undefined)
            platforms.add(platform);
        else {
            const found = `${JSON.stringify(text)}${platformHint(text)}`;
            problems.push(`${definedAt}: expected a platform such as linux/amd64 or linux/arm64, found ${found}`);
        }
    }
    return [...platforms];
}

;// CONCATENATED MODULE: ./lib/images/shared-repositories.js
/**
 * Finds repositories that two different builds push to. Allowed are images that build the same (two services of one image),
 * and variants that are told apart by their tags: each has some, and none has one of the other's.
 */
function findRepositoryConflicts(specs) {
    const conflicts = [];
    const owners = new Map();
    for (const spec of specs) {
        for (const repository of spec.repositories) {
            const others = owners.get(repository) ?? [];
            for (const other of others) {
                const because = conflictOf(spec, other);
                if (because === undefined)
                    continue;
                conflicts.push({ spec, other, repository, because });
                break;
            }
            owners.set(repository, [...others, spec]);
        }
    }
    return conflicts;
}
function conflictOf(spec, other) {
    if (buildKey(spec) === buildKey(other))
        return undefined;
    const both = spec.tags.find((tag) => other.tags.includes(tag));
    if (both !== undefined) {
        return `and both would move its tag ${JSON.stringify(both)}; give each image tags or a repository of its own`;
    }
    if (spec.tags.length > 0 && other.tags.length > 0)
        return undefined;
    return "and they are different builds; give each image a repository of its own, or tags that tell them apart";
}
/** Equal for images that are built from the same definition, whatever they are called. */
function buildKey(spec) {
    return JSON.stringify([
        sourceKey(spec.context),
        spec.dockerfile,
        spec.target ?? null,
        [...spec.args].map(([name, value]) => [name, value ?? null]).sort(),
        [...spec.contexts].map(([name, source]) => [name, sourceKey(source)]).sort(),
        spec.secrets.map((secret) => secret.id).sort(),
        spec.platforms.toSorted(),
        spec.runtime,
        spec.link,
        spec.buildFlags.toSorted(),
    ]);
}
function sourceKey(source) {
    switch (source.kind) {
        case "local":
        case "outside":
            return `path ${source.path}`;
        case "image":
            return `image ${source.image}`;
        case "reference":
            return `reference ${source.reference}`;
        case "remote":
            return `url ${source.url}`;
    }
}

;// CONCATENATED MODULE: ./lib/images/bake.js
/** Bake and compose files → image specs, through `docker buildx bake --print`. */





/**
 * Reads the images of bake and compose files: the targets of `default` (all, where there is no default), those they
 * are built from, and the wanted ones. Throws UserError with all problems, or with buildx's own message.
 */
async function loadBake(world, options) {
    const { files, folder } = startingFolder(options.files);
    const directory = folder === "" ? options.root : `${options.root}/${folder}`;
    const targets = await readTargets(world, { directory, files }, options.wanted);
    const file = options.files.join(", ");
    const readings = targets.map((target) => readBakeTarget(target, { root: options.root, folder, file }, options.registry));
    const specs = readings.map((reading) => reading.spec);
    const problems = readings.flatMap((reading) => reading.problems);
    for (const { spec, other, repository, because } of findRepositoryConflicts(specs)) {
        problems.push(`${spec.definedAt}: the repository ${JSON.stringify(repository)} belongs to the target ${JSON.stringify(other.name)} too, ${because}`);
    }
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
    return {
        specs,
        notices: [
            ...noticeOfLeftOut(file, targets),
            ...noticeOfIgnoredTags(file, readings.flatMap((reading) => reading.ignoredTags)),
        ],
    };
}
/** `true` for names that buildx would fetch: `https://github.com/org/repo.git`. */
function isRemoteDefinition(file) {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(file) || /^[^/]+@[^/]+:/.test(file);
}
/** By its name: `compose.yaml`, `docker-compose.prod.yml`. */
function isComposeFile(file) {
    return /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i.test(file);
}
async function readTargets(world, bake, wanted) {
    const targets = await printTargets(world, bake, []);
    const missing = wanted.filter((name) => !targets.some((target) => target.name === name));
    if (missing.length === 0)
        return targets;
    const all = await listTargets(world, bake);
    const more = missing.filter((name) => all.includes(name));
    if (more.length === 0)
        return targets;
    return printTargets(world, bake, [...targets.map((target) => target.name), ...more]);
}
/**
 * Bake's paths start from the working directory, which is the repository's root; Compose's start from the first
 * compose file's folder (https://docs.docker.com/reference/compose-file/build/#context).
 */
function startingFolder(files) {
    const folder = (0,repo_path/* folderOf */.yS)(files[0]);
    if (folder === "" || !files.every(isComposeFile))
        return { folder: "", files };
    const up = "../".repeat(folder.split("/").length);
    const relative = (file) => file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : up + file;
    const [first, ...rest] = files;
    return { folder, files: [relative(first), ...rest.map(relative)] };
}
function noticeOfLeftOut(file, targets) {
    const keys = [...new Set(targets.flatMap((target) => target.leftOut))].sort();
    if (keys.length === 0)
        return [];
    const names = targets.filter((target) => target.leftOut.length > 0).map((target) => target.name);
    return [
        `${file}: not used: ${keys.join(", ")} (of ${few(names)}); where images and caches go is decided by this action's inputs`,
    ];
}
function noticeOfIgnoredTags(file, tags) {
    if (tags.length === 0)
        return [];
    return [
        `${file}: not used: tags at other registries than the input registry (${few(tags)}); images go to the input registry only`,
    ];
}
/** The first five, and how many more. */
function few(names) {
    const rest = names.length - 5;
    return rest > 0 ? `${names.slice(0, 5).join(", ")} and ${rest} more` : names.join(", ");
}

;// CONCATENATED MODULE: ./lib/images/definition-files.js
/** Which files define the images: the named ones, else the first of the usual ones that is there. Reads the disk. */




const imagesFiles = [".github/ml-images.yml", ".github/ml-images.yaml"];
/** In buildx's order; the override files are read on top of the first two. */
const bakeFiles = ["docker-bake.json", "docker-bake.hcl"];
const bakeOverrides = ["docker-bake.override.json", "docker-bake.override.hcl"];
const composeFiles = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/** What the repository offers, best first; empty when there is nothing but Dockerfiles. */
async function findDefinitions(world, root) {
    const definitions = [];
    for (const file of imagesFiles) {
        const text = await world.files.readText(`${root}/${file}`);
        if (text !== undefined)
            definitions.push({ kind: "images-file", file, text });
    }
    const [bake, ...moreBake] = await existing(world, root, bakeFiles);
    if (bake !== undefined) {
        const overrides = await existing(world, root, bakeOverrides);
        definitions.push({ kind: "bake", files: [bake, ...moreBake, ...overrides] });
    }
    const [compose] = await existing(world, root, composeFiles);
    if (compose !== undefined)
        definitions.push({ kind: "bake", files: [compose] });
    return definitions;
}
/** The files that the input `images-file` names. Throws UserError with what is wrong with them. */
async function readNamedDefinitions(world, root, named, repositoryFiles) {
    const problems = [];
    const bake = [];
    const images = [];
    for (const name of named) {
        if (isRemoteDefinition(name)) {
            problems.push(`input images-file: expected files of this repository, found ${JSON.stringify(name)}; check the remote repository out and name the file in it`);
            continue;
        }
        const path = (0,repo_path/* resolveUserPath */.T8)("", name, root);
        if (path.kind === "outside") {
            problems.push(`input images-file: expected a path inside the repository, found ${JSON.stringify(name)}`);
            continue;
        }
        const isFolder = (await world.files.stat(`${root}/${path.path}`))?.kind === "directory";
        const text = isFolder ? undefined : await world.files.readText(`${root}/${path.path}`);
        if (isFolder) {
            problems.push(`input images-file: expected a file, found the folder ${JSON.stringify(name)}`);
        }
        else if (text === undefined) {
            const hint = (0,nearest/* didYouMean */.a)(path.path, await repositoryFiles());
            problems.push(`input images-file: there is no file ${JSON.stringify(name)} in the repository${hint}`);
        }
        else if (isBakeOrCompose(path.path, text))
            bake.push(path.path);
        else
            images.push({ file: path.path, text });
    }
    const [first, ...rest] = bake;
    const [file, second] = images;
    if (file !== undefined && (second !== undefined || first !== undefined)) {
        problems.push(`input images-file: expected one images file, or bake and compose files; found ${[...images.map((one) => one.file), ...bake].join(", ")}`);
    }
    const [problem, ...moreProblems] = problems;
    if (problem !== undefined)
        throw new errors/* UserError */.y([problem, ...moreProblems]);
    if (first !== undefined)
        return { kind: "bake", files: [first, ...rest] };
    if (file !== undefined)
        return { kind: "images-file", ...file };
    throw new Error("readNamedDefinitions: no name was given");
}
/** By name where it tells, else by what stands at the top of the file. */
function isBakeOrCompose(path, text) {
    if (path.endsWith(".hcl") || isComposeFile(path))
        return true;
    if (path.endsWith(".json"))
        return !/^\s*\{[^{[]*"(?:images|defaults|\$schema)"\s*:/.test(text);
    return /^services\s*:/m.test(text) && !/^images\s*:/m.test(text);
}
async function existing(world, root, files) {
    const found = [];
    for (const file of files) {
        if ((await world.files.stat(`${root}/${file}`)) !== undefined)
            found.push(file);
    }
    return found;
}

// EXTERNAL MODULE: ./lib/dockerfile/analyze.js + 14 modules
var analyze = __webpack_require__(8848);
// EXTERNAL MODULE: ./lib/dockerfile/clean-path.js
var clean_path = __webpack_require__(8027);
;// CONCATENATED MODULE: ./lib/dockerfile/infer-context.js


/**
 * Finds the context of a Dockerfile that nobody declares: the deepest directory above it in which all its COPY
 * and bind sources exist; patterns may match nothing. Where none has them all, the Dockerfile's own directory.
 * `exists` is asked for repository paths of files and directories.
 */
function inferContext(dockerfilePath, text, exists) {
    const { reads } = (0,analyze/* analyzeDockerfile */.H)(text, { args: new Map(), platforms: [], contexts: new Set() });
    const sources = reads
        .filter((read) => read.context === "" && !read.allowMissing)
        .map(({ source }) => source);
    const missingIn = (directory) => sources.filter((source) => !exists((0,clean_path/* joinBelow */.ur)(directory, source)));
    const own = (0,clean_path/* parentOf */.gN)(dockerfilePath);
    for (let directory = own;; directory = (0,clean_path/* parentOf */.gN)(directory)) {
        if (missingIn(directory).length === 0)
            return { context: directory, missing: [] };
        if (directory === "")
            return { context: own, missing: missingIn(own) };
    }
}

;// CONCATENATED MODULE: ./lib/images/found-dockerfiles.js
/** Which files of a repository are Dockerfiles, and what the images built from them are called. Pure. */


/** A Dockerfile's own part of its image's name: "" for `Dockerfile`, `worker` for `Dockerfile.worker`. */
function variantOf(path) {
    const name = (0,repo_path/* fileNameOf */.bV)(path);
    const [, after, before] = /^(?:(?:dockerfile|containerfile)(?:\.(.+))?|(.+)\.(?:dockerfile|containerfile))$/i.exec(name) ?? [];
    if (after === undefined && before === undefined)
        return /^(?:dockerfile|containerfile)$/i.test(name) ? "" : undefined;
    return notDockerfiles.test(name) ? undefined : (after ?? before);
}
/** Templates (something else writes the Dockerfile), ignore files, notes, leftovers. */
const notDockerfiles = /\.(?:dockerignore|containerignore|j2|jinja2?|tmpl|tpl|template|in|erb|mustache|hbs|md|rst|txt|bak|orig|old|disabled|swp|rej|sample|example|lock|ya?ml|json|toml|sh|py)$/i;
/** Folders whose Dockerfiles are other people's, test data, or for editors. */
const skippedFolders = new Set([
    ...["node_modules", "vendor", "third_party", "third-party", ".git"],
    ...["testdata", "fixtures", "__fixtures__", ".devcontainer"],
]);
/** Finds `Dockerfile`, `Dockerfile.x`, `x.Dockerfile` and the same with Containerfile, in any case. */
function findDockerfiles(repositoryFiles) {
    const paths = [];
    const skipped = [];
    for (const path of repositoryFiles) {
        if (variantOf(path) === undefined)
            continue;
        const isSkipped = (0,repo_path/* folderOf */.yS)(path)
            .split("/")
            .some((folder) => skippedFolders.has(folder));
        (isSkipped ? skipped : paths).push(path);
    }
    return { paths: paths.sort(), skipped: skipped.sort() };
}
/**
 * Names images after their Dockerfiles' folders, `repositoryName` standing for the root: `api/Dockerfile` → `api`,
 * `api/Dockerfile.worker` → `api-worker`. A folder that says only that Docker is used counts as the one above it.
 * Equal names get more of their paths, all of them, so that no name depends on the order of files.
 */
function nameDockerfiles(paths, repositoryName) {
    let depths = new Map(paths.map((path) => [path, 1]));
    for (;;) {
        const names = new Map(paths.map((path) => [path, nameAt(path, depths.get(path) ?? 1, repositoryName)]));
        const doubles = paths.filter((path) => paths.some((other) => other !== path && names.get(other) === names.get(path)));
        const longer = doubles.filter((path) => (depths.get(path) ?? 1) <= foldersOf(path).length);
        if (longer.length === 0)
            return withNumbers(paths, names);
        depths = new Map([...depths].map(([path, depth]) => [path, longer.includes(path) ? depth + 1 : depth]));
    }
}
function nameAt(path, depth, repositoryName) {
    const folders = [repositoryName, ...foldersOf(path)].slice(-depth);
    const variant = variantOf(path) ?? "";
    return (0,names/* repositorySafe */.uU)([...folders, variant].join("-")) ?? "app";
}
function foldersOf(path) {
    const folders = (0,repo_path/* folderOf */.yS)(path)
        .split("/")
        .filter((folder) => folder !== "");
    while (/^\.?(?:docker|dockerfiles?|containers?)$/i.test(folders.at(-1) ?? ""))
        folders.pop();
    return folders;
}
/** What is still equal with the whole path (`a/b` and `a-b`) is counted in the order of paths. */
function withNumbers(paths, names) {
    const taken = new Set();
    const result = new Map();
    for (const path of paths) {
        const name = names.get(path) ?? "app";
        let free = name;
        for (let count = 2; taken.has(free); count++)
            free = `${name}-${count}`;
        taken.add(free);
        result.set(path, free);
    }
    return result;
}

;// CONCATENATED MODULE: ./lib/images/discover.js
/** No definitions at all: every Dockerfile of the repository is an image. Reads the Dockerfiles. */





/**
 * Makes an image of every Dockerfile among the repository's files: named after its path, its context the deepest folder
 * above it that has everything it copies. The notices say what was found and what was passed over.
 */
async function discoverImages(world, root, repositoryFiles) {
    const found = findDockerfiles(repositoryFiles);
    const names = nameDockerfiles(found.paths, (0,repo_path/* fileNameOf */.bV)(root));
    const places = placesOf(repositoryFiles);
    const specs = [];
    const notices = [];
    for (const path of found.paths) {
        const text = await world.files.readText(`${root}/${path}`);
        const name = names.get(path);
        // Deleted in the working tree, though git still knows it.
        if (text === undefined || name === undefined)
            continue;
        const { context, missing } = inferContext(path, text, (one) => places.has(one));
        specs.push(specOf(name, insideRepository(path), insideRepository(context)));
        notices.push(`${name}: ${path} in the context ${context === "" ? "." : context}${butMissing(missing)}`);
    }
    if (found.skipped.length > 0) {
        notices.push(`not taken for images, because of their folders: ${found.skipped.join(", ")}`);
    }
    return { specs, notices };
}
function specOf(name, dockerfile, context) {
    return {
        name: (0,names/* imageName */.tO)(name),
        context: { kind: "local", path: context },
        dockerfile: { kind: "file", path: dockerfile },
        target: undefined,
        args: new Map(),
        contexts: new Map(),
        secrets: [],
        platforms: [parsePlatform("linux/amd64")].flatMap((platform) => platform ?? []),
        runtime: "container",
        repositories: [name],
        tags: [],
        parameter: undefined,
        timeoutMinutes: undefined,
        link: "off",
        budget: {},
        buildFlags: [],
        definedAt: dockerfile,
    };
}
function butMissing(missing) {
    return missing.length === 0 ? "" : ` (no folder above it has ${missing.join(", ")})`;
}
/** All files and the folders they lie in; "" is the root. */
function placesOf(repositoryFiles) {
    const places = new Set([""]);
    for (const file of repositoryFiles) {
        for (let path = file; path !== "" && !places.has(path); path = (0,repo_path/* folderOf */.yS)(path))
            places.add(path);
    }
    return places;
}
function insideRepository(path) {
    const resolved = (0,repo_path/* resolveUserPath */.T8)("", path);
    if (resolved.kind === "inside")
        return resolved.path;
    throw new Error(`${path} was listed as a file of the repository, but lies outside of it`);
}

;// CONCATENATED MODULE: ./lib/images/image-entry.js






/** Reads one entry. What is wrong in it is added to `scope.problems`; the result counts only when none is. */
function readEntry(name, raw, scope) {
    const { defaults } = scope;
    const pick = (key) => raw[key] ?? defaults[key];
    const context = readContext(raw.context, ["images", name, "context"], scope);
    const runtime = pick("runtime") ?? "container";
    const platforms = image_entry_readPlatforms(name, raw, scope);
    if (runtime === "lambda" && platforms.length > 1) {
        const place = scope.document.place(pathOf(name, raw, "platforms"));
        scope.problems.push(`${place}: expected one platform for an image with "runtime: lambda" (AWS Lambda takes no multi-platform image), found ${platforms.join(", ")}`);
    }
    return {
        name: (0,names/* imageName */.tO)(name),
        context,
        dockerfile: image_entry_readDockerfile(name, raw, context, scope),
        target: pick("target"),
        args: readArgs(name, raw, scope),
        contexts: readContexts(name, raw, scope),
        secrets: (pick("secrets") ?? []).flatMap((text, index) => {
            const parsed = parseSecret(text);
            if (parsed.kind === "secret")
                return parsed.secret;
            const place = scope.document.place([...pathOf(name, raw, "secrets"), index]);
            scope.problems.push(`${place}: expected a secret such as id=hf_token,env=HF_TOKEN, found ${JSON.stringify(text)}: ${parsed.because}`);
            return [];
        }),
        platforms,
        runtime,
        repositories: repositoriesOf(name, raw),
        tags: [...new Set(pick("tags"))],
        parameter: raw.parameter,
        timeoutMinutes: pick("timeout-minutes"),
        link: pick("link") ?? "off",
        lazy: readLazy(pick("lazy")),
        budget: {
            sizeMb: raw.budget?.["size-mb"] ?? defaults.budget?.["size-mb"],
            seconds: raw.budget?.seconds ?? defaults.budget?.seconds,
        },
        buildFlags: [],
        definedAt: `${scope.file}: images.${name}`,
    };
}
function readLazy(value) {
    return typeof value === "boolean" ? (value ? "true" : "false") : value;
}
/** Where the value of a key stands: in the image, else in the defaults. */
function pathOf(name, raw, key) {
    return raw[key] === undefined ? ["defaults", key] : ["images", name, key];
}
function repositoriesOf(name, raw) {
    const [first, ...rest] = raw.repositories ?? [];
    return first === undefined ? [name] : [first, ...rest];
}
function image_entry_readPlatforms(name, raw, scope) {
    const texts = raw.platforms ?? scope.defaults.platforms ?? ["linux/amd64"];
    const platforms = [];
    for (const [index, text] of texts.entries()) {
        const platform = parsePlatform(text);
        if (platform === undefined)
            continue;
        if (platforms.includes(platform)) {
            const place = scope.document.place([...pathOf(name, raw, "platforms"), index]);
            scope.problems.push(`${place}: ${platform} stands there twice; remove one of them`);
        }
        else
            platforms.push(platform);
    }
    return platforms;
}
function readArgs(name, raw, scope) {
    const args = new Map();
    for (const [source, path] of [
        [scope.defaults.args, ["defaults", "args"]],
        [raw.args, ["images", name, "args"]],
    ]) {
        for (const [key, value] of Object.entries(source ?? {})) {
            // YAML reads 3.10 as the number 3.1; a version has to stay as it is written.
            const written = typeof value === "string" ? value : scope.document.sourceText([...path, key]);
            args.set(key, value === null ? undefined : (written ?? `${value}`));
        }
    }
    return args;
}
function readContexts(name, raw, scope) {
    const contexts = new Map();
    for (const [key, text] of Object.entries(scope.defaults.contexts ?? {})) {
        // A default base is for all other images, not for the base itself.
        if (text !== `image:${name}`)
            contexts.set(key, readNamedContext(text, ["defaults", "contexts", key], scope));
    }
    for (const [key, text] of Object.entries(raw.contexts ?? {})) {
        const path = ["images", name, "contexts", key];
        if (text === `image:${name}`) {
            scope.problems.push(`${scope.document.place(path)}: an image cannot be built from itself, found "${text}"`);
        }
        contexts.set(key, readNamedContext(text, path, scope));
    }
    return contexts;
}
function readNamedContext(text, path, scope) {
    const source = parseContextSource(text, "");
    if (source.kind === "local" || source.kind === "outside")
        return readContext(text, path, scope);
    if (source.kind === "image" && !text.startsWith("image:")) {
        scope.problems.push(`${scope.document.place(path)}: expected another image as "image:${source.image}", found ${JSON.stringify(text)}`);
    }
    else if (source.kind === "image" && !scope.known.includes(source.image)) {
        const otherwise = `; the images of this file are ${scope.known.join(", ")}`;
        const hint = (0,nearest/* didYouMean */.a)(source.image, scope.known, otherwise);
        scope.problems.push(`${scope.document.place(path)}: expected the name of an image of this file, found ${JSON.stringify(source.image)}${hint}`);
    }
    return source;
}
/** A path below the repository's root, or a URL where `path` is an image's main context. */
function readContext(text, path, scope) {
    const source = parseContextSource(text, "");
    if (source.kind === "remote" && !text.startsWith("oci-layout:"))
        return source;
    if (source.kind === "local" && !text.includes("\\"))
        return source;
    scope.problems.push(wrongPath(text, path, scope));
    return source;
}
function image_entry_readDockerfile(name, raw, context, scope) {
    const text = raw.dockerfile ?? scope.defaults.dockerfile ?? "Dockerfile";
    if (context.kind !== "local")
        return { kind: "remote", path: text };
    const found = (0,repo_path/* resolveUserPath */.T8)(context.path, text);
    if (found.kind === "inside" && !text.includes("\\"))
        return { kind: "file", path: found.path };
    scope.problems.push(wrongPath(text, pathOf(name, raw, "dockerfile"), scope));
    return { kind: "remote", path: text };
}
function wrongPath(text, path, scope) {
    const place = scope.document.place(path);
    const found = JSON.stringify(text);
    const of = path.at(-1) === "dockerfile" ? "the context" : "the repository root";
    if ((0,repo_path/* isAbsolutePath */.Z1)(text))
        return `${place}: expected a path relative to ${of}, found the absolute path ${found}`;
    if (text.includes("\\"))
        return `${place}: expected a path with forward slashes, found ${found}`;
    if ((0,repo_path/* resolveUserPath */.T8)("", text).kind === "inside" && path.at(-1) !== "dockerfile") {
        return `${place}: expected a path or a git or https URL, found ${found}; other images and references belong into "contexts"`;
    }
    return `${place}: expected a path inside the repository, found ${found}, which leaves it`;
}

// EXTERNAL MODULE: ./lib/images/validate-images-file.cjs
var validate_images_file = __webpack_require__(4562);
;// CONCATENATED MODULE: ./lib/images/validate-images-file.js

const { /* validateImagesFile */ "n": validateImagesFile } = validate_images_file;

;// CONCATENATED MODULE: ./lib/images/schema-problems.js



/** Checks a document against the schema of images files; finds all problems at once. */
function checkSchema(document) {
    const value = document.value;
    if (validateImagesFile(value))
        return { file: value, problems: [] };
    const errors = validateImagesFile.errors ?? [];
    const rest = structuredClone(value);
    for (const error of errors)
        removeWrong(rest, schema_problems_pathOf(error.instancePath, value), error);
    const problems = new Set(errors.flatMap((error) => describe(error, document) ?? []));
    return { file: validateImagesFile(rest) ? rest : undefined, problems: [...problems] };
}
/** Takes the wrong key out of its image, or the image out of the file when it cannot stand without. */
function removeWrong(root, path, error) {
    // Says again what the error with the name itself says.
    if (error.keyword === "propertyNames")
        return;
    const extra = error.keyword === "additionalProperties"
        ? textParameter(error, "additionalProperty")
        : error.propertyName;
    const full = [...path, ...(extra === undefined ? [] : [extra])].map(String);
    const length = full[0] === "images" ? (full[2] === "context" ? 2 : 3) : 2;
    const [key, ...parents] = full.slice(0, length).reverse();
    const parent = parents.reverse().reduce((at, part) => (schema_problems_isRecord(at) ? at[part] : undefined), root);
    if (key !== undefined && schema_problems_isRecord(parent))
        Reflect.deleteProperty(parent, key);
}
/** `undefined` for what another error of the same list says better. */
function describe(error, document) {
    const path = schema_problems_pathOf(error.instancePath, document.value);
    switch (error.keyword) {
        case "additionalProperties": {
            const key = textParameter(error, "additionalProperty");
            const known = Object.keys(error.parentSchema?.properties ?? {});
            const otherwise = `; expected one of ${known.join(", ")}`;
            return `${document.place([...path, key], "key")}: unknown key${(0,nearest/* didYouMean */.a)(key, known, otherwise)}`;
        }
        case "required": {
            const key = textParameter(error, "missingProperty");
            // A misspelt key is one mistake: the unknown key's problem names this one.
            const known = Object.keys(error.parentSchema?.properties ?? {});
            const unknown = Object.keys(schema_problems_isRecord(error.data) ? error.data : {}).filter((one) => !known.includes(one));
            if (unknown.some((one) => (0,nearest/* nearestName */.q)(one, known) === key))
                return undefined;
            return `${document.place(path, "key")}: expected the key ${JSON.stringify(key)}, found ${describeMap(error.data)}`;
        }
        case "propertyNames":
            return undefined;
        case "uniqueItems": {
            const [first, second] = [numberParameter(error, "j"), numberParameter(error, "i")];
            return `${document.place([...path, Math.max(first, second)])}: stands there twice; remove one of them`;
        }
        case "minItems":
            return `${document.place(path)}: expected at least one entry, found an empty list`;
        case "minProperties":
            return `${document.place(path, "key")}: expected at least one image, found an empty map`;
        case "maxLength":
            return `${document.place(path)}: expected at most ${error.schema} characters, found ${describeValue(error.data)}`;
        default:
            return expectation(error, path, document);
    }
}
function expectation(error, path, document) {
    const expected = typeof error.parentSchema?.title === "string" ? error.parentSchema.title : error.message;
    if (error.propertyName !== undefined) {
        const place = document.place([...path, error.propertyName], "key");
        return `${place}: expected ${expected}, found ${JSON.stringify(error.propertyName)}`;
    }
    const found = describeValue(error.data, document.sourceText(path));
    return `${document.place(path)}: expected ${expected}, found ${found}${schema_problems_hintFor(error, path, document)}`;
}
/** What to write instead, where that can be told. */
function schema_problems_hintFor(error, path, document) {
    const type = error.parentSchema?.type;
    const scalar = document.sourceText(path);
    if (type === "array" && scalar !== undefined && scalar !== "")
        return `; write [${scalar}]`;
    if (type === "string" && typeof error.data !== "string" && scalar !== undefined && error.data !== null) {
        return `; put it in quotes: "${scalar}"`;
    }
    return typeof error.data === "string" && path.at(-2) === "platforms" ? platformHint(error.data) : "";
}
/** `/images/a~1b/platforms/0` → the keys and, where the value is a list, indexes. */
function schema_problems_pathOf(pointer, root) {
    let value = root;
    return pointer
        .split("/")
        .slice(1)
        .map((part) => {
        const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
        const isIndex = Array.isArray(value);
        value = isIndex || schema_problems_isRecord(value) ? Reflect.get(Object(value), key) : undefined;
        return isIndex ? Number(key) : key;
    });
}
/** `a list`, `the number 3`, `"x"`: a value in a message. `source` is the value as it is written. */
function describeValue(value, source) {
    if (value === null || value === undefined)
        return "nothing";
    if (Array.isArray(value))
        return value.length === 0 ? "an empty list" : "a list";
    if (typeof value === "object")
        return "a map";
    if (typeof value === "string")
        return value === "" ? "an empty string" : JSON.stringify(value);
    return typeof value === "number" ? `the number ${source ?? value}` : (source ?? String(value));
}
function describeMap(value) {
    const keys = schema_problems_isRecord(value) ? Object.keys(value) : [];
    return keys.length === 0 ? "an empty map" : `only ${keys.join(", ")}`;
}
function schema_problems_isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function textParameter(error, name) {
    return String(Reflect.get(error.params, name));
}
function numberParameter(error, name) {
    return Number(Reflect.get(error.params, name));
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./lib/images/yaml-document.js
/** YAML text with places: where a value stands, as `FILE:LINE:COL images.x.platforms[0]`. */

/** Parses one YAML document. Duplicate keys are problems of a document that can be checked further. */
function parseYaml(text, file) {
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(text, { lineCounter: lines, merge: true, prettyErrors: false });
    const at = (offset) => {
        const { line, col } = lines.linePos(offset);
        return `${file}:${line}:${col}`;
    };
    const fatal = [];
    const duplicates = [];
    for (const error of document.errors) {
        const list = error.code === "DUPLICATE_KEY" ? duplicates : fatal;
        list.push(`${at(error.pos[0])} ${sentence(error, text)}`);
    }
    const [first, ...rest] = fatal;
    if (first !== undefined)
        return { kind: "broken", problems: [first, ...rest, ...duplicates] };
    let value;
    try {
        value = document.toJS({ maxAliasCount: 100 });
    }
    catch (error) {
        // An alias without anchor, or a few lines that unfold to gigabytes.
        return {
            kind: "broken",
            problems: [`${file}: ${error instanceof Error ? error.message : String(error)}`],
        };
    }
    return {
        kind: "document",
        problems: duplicates,
        document: {
            value,
            place: (path, of = "value") => `${at(offsetOf(document, path, of))} ${formatPath(path)}`.trimEnd(),
            sourceText: (path) => {
                const node = locate(document, path)?.node;
                return (0,dist/* isScalar */.jn)(node) ? (node.source ?? String(node.value)) : undefined;
            },
        },
    };
}
/** `["images", "x", "platforms", 0]` → `images.x.platforms[0]`. */
function formatPath(path) {
    return path
        .map((part, index) => {
        if (typeof part === "number")
            return `[${part}]`;
        if (!/^[A-Za-z0-9_-]+$/.test(part))
            return `[${JSON.stringify(part)}]`;
        return index === 0 ? part : `.${part}`;
    })
        .join("");
}
function offsetOf(document, path, of) {
    for (let length = path.length; length >= 0; length--) {
        const found = locate(document, path.slice(0, length));
        const exact = length === path.length;
        const offset = (exact && of === "key" ? found?.key : found?.node)?.range?.[0] ?? found?.key?.range?.[0];
        if (offset !== undefined)
            return offset;
    }
    return 0;
}
function locate(document, path) {
    let current = { node: document.contents ?? undefined, key: undefined };
    for (const part of path) {
        const parent = (0,dist/* isAlias */.Vj)(current.node) ? current.node.resolve(document) : current.node;
        const next = (0,dist/* isSeq */.oP)(parent) ? itemOf(parent.items, part) : pairOf(document, parent, part);
        if (next === undefined)
            return undefined;
        current = next;
    }
    return (0,dist/* isAlias */.Vj)(current.node) ? { node: current.node.resolve(document), key: current.key } : current;
}
function itemOf(items, index) {
    const item = typeof index === "number" ? items[index] : undefined;
    return (0,dist/* isNode */.Ll)(item) ? { node: item, key: undefined } : undefined;
}
/** The pair of a map, else the one that a merge key (`<<`) brings in. */
function pairOf(document, parent, key) {
    if (!(0,dist/* isMap */.jh)(parent))
        return undefined;
    const own = parent.items.find((pair) => keyText(pair) === String(key));
    if (own !== undefined) {
        return { node: (0,dist/* isNode */.Ll)(own.value) ? own.value : undefined, key: (0,dist/* isNode */.Ll)(own.key) ? own.key : undefined };
    }
    for (const merge of parent.items.filter((pair) => keyText(pair) === "<<")) {
        const value = (0,dist/* isAlias */.Vj)(merge.value) ? merge.value.resolve(document) : merge.value;
        for (const source of (0,dist/* isSeq */.oP)(value) ? value.items : [value]) {
            const found = pairOf(document, (0,dist/* isAlias */.Vj)(source) ? source.resolve(document) : source, key);
            if (found !== undefined)
                return found;
        }
    }
    return undefined;
}
function keyText(pair) {
    if ((0,dist/* isScalar */.jn)(pair.key))
        return typeof pair.key.value === "symbol" ? "<<" : String(pair.key.value);
    return undefined;
}
/** The parser's words, put for somebody who did not write the parser. */
function sentence(error, text) {
    switch (error.code) {
        case "DUPLICATE_KEY": {
            const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0] ?? "";
            return `the key ${JSON.stringify(key)} stands twice in this map; remove one of them`;
        }
        case "TAB_AS_INDENT":
            return "a tab is used for indentation; YAML allows only spaces there";
        case "MULTIPLE_DOCS":
            return 'a second YAML document begins here ("---"); the images file is a single one';
        case "BAD_INDENT":
            return `the indentation does not fit the lines above it (${error.message})`;
        default:
            return `not valid YAML: ${error.message}`;
    }
}

;// CONCATENATED MODULE: ./lib/images/images-file.js
/** `ml-images.yml` → image specs. */





/**
 * Parses an images file; `file` is its path for messages. Throws one UserError with every problem, each as
 * `FILE:LINE:COL images.x.platforms[0]: expected …, found …`.
 */
function parseImagesFile(text, file) {
    const parsed = parseYaml(text, file);
    if (parsed.kind === "broken")
        throw new errors/* UserError */.y(parsed.problems, { files: [file] });
    const { document } = parsed;
    if (document.value === null || document.value === undefined) {
        throw new errors/* UserError */.y(`${file}: expected a map with the key "images", found an empty file`);
    }
    const checked = checkSchema(document);
    const problems = [...parsed.problems, ...checked.problems];
    const specs = [];
    if (checked.file !== undefined) {
        const scope = {
            file,
            document,
            defaults: checked.file.defaults ?? {},
            known: imageNamesOf(document.value),
            problems,
        };
        for (const [name, raw] of Object.entries(checked.file.images))
            specs.push(readEntry(name, raw, scope));
        problems.push(...findDoubles(specs, document));
    }
    const [first, ...rest] = sortByPlace([...new Set(problems)]);
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest], { files: [file] });
    return specs;
}
/** Repositories and parameters that two images would fight for. */
function findDoubles(specs, document) {
    const problems = findRepositoryConflicts(specs).map(({ spec, other, repository, because }) => {
        const index = spec.repositories.indexOf(repository);
        const place = document.place(["images", spec.name, "repositories", index]);
        return `${place}: the repository ${JSON.stringify(repository)} belongs to the image ${JSON.stringify(other.name)} too, ${because}`;
    });
    const owners = new Map();
    for (const spec of specs) {
        if (spec.parameter === undefined)
            continue;
        const owner = owners.get(spec.parameter);
        if (owner !== undefined) {
            problems.push(`${document.place(["images", spec.name, "parameter"])}: expected a parameter of its own, found ${JSON.stringify(spec.parameter)}, which the image ${JSON.stringify(owner.name)} has already`);
        }
        else
            owners.set(spec.parameter, spec);
    }
    return problems;
}
function imageNamesOf(value) {
    const images = typeof value === "object" && value !== null ? Reflect.get(value, "images") : undefined;
    return typeof images === "object" && images !== null ? Object.keys(images) : [];
}
/** Problems in the order in which the reader of the file meets them. */
function sortByPlace(problems) {
    const position = (problem) => {
        const [, line, column] = /:(\d+):(\d+) /.exec(problem) ?? [];
        return [Number(line ?? 0), Number(column ?? 0)];
    };
    return problems.toSorted((a, b) => {
        const [lineA, columnA] = position(a);
        const [lineB, columnB] = position(b);
        return lineA - lineB || columnA - columnB;
    });
}

;// CONCATENATED MODULE: ./lib/images/find.js
/** Where the images of a run are defined, and what they are. */






/**
 * Finds and reads the image definitions: the named files, else `.github/ml-images.yml`, else bake files, else a compose
 * file that builds something, else every Dockerfile. Throws UserError with all problems at once.
 */
async function loadImages(world, options) {
    const found = await findImages(world, options);
    refuseUnknownNames(found, options);
    return { ...found, specs: overridePlatforms(found.specs, options.platforms) };
}
async function findImages(world, options) {
    const [named, ...moreNamed] = options.imagesFiles;
    if (named !== undefined) {
        const definitions = await readNamedDefinitions(world, options.root, [named, ...moreNamed], options.repositoryFiles);
        const loaded = await load(world, definitions, options);
        if (loaded.specs.length > 0)
            return loaded;
        throw new errors/* UserError */.y(`${loaded.source}: expected at least one target or service to build, found none`);
    }
    const notices = [];
    for (const definitions of await findDefinitions(world, options.root)) {
        const loaded = await loadFound(world, definitions, options);
        if (typeof loaded === "string") {
            notices.push(loaded);
            continue;
        }
        if (loaded.specs.length > 0)
            return { ...loaded, notices: [...notices, ...loaded.notices] };
        // A compose file with nothing but databases, for developers: it defines no images.
        notices.push(`${loaded.source}: builds nothing, so it is passed over`);
    }
    const discovered = await discoverImages(world, options.root, await options.repositoryFiles());
    if (discovered.specs.length === 0) {
        throw new errors/* UserError */.y([
            "no image definitions: the repository has no .github/ml-images.yml, no bake or compose file that builds something, and no Dockerfile",
            ...notices,
            ...discovered.notices,
            "add .github/ml-images.yml, name a file in the input images-file, or check the repository out before this action",
        ].join("; "));
    }
    return {
        specs: discovered.specs,
        source: "the Dockerfiles found in the repository",
        notices: [...notices, ...discovered.notices],
    };
}
/**
 * A compose file for developers may want an environment that is not here (`env_file`, `${PASSWORD:?}`). Where it cannot
 * build anything, that is no mistake, and the notice is returned.
 */
async function loadFound(world, definitions, options) {
    try {
        return await load(world, definitions, options);
    }
    catch (error) {
        if (!(error instanceof errors/* UserError */.y) || definitions.kind !== "bake")
            throw error;
        const [file, ...more] = definitions.files;
        const text = await world.files.readText(`${options.root}/${file}`);
        if (more.length > 0 || !isComposeFile(file) || text === undefined || mayBuild(text))
            throw error;
        return `${file}: builds nothing and cannot be read, so it is passed over (${error.message.split("\n").join("; ")})`;
    }
}
/** Has a key that makes an image, or that brings other files in. */
function mayBuild(text) {
    return /(?:^|[\s{,"'])(?:build|extends|include)["']?\s*:/.test(text);
}
async function load(world, definitions, options) {
    switch (definitions.kind) {
        case "images-file":
            return {
                specs: parseImagesFile(definitions.text, definitions.file),
                source: definitions.file,
                notices: [],
            };
        case "bake": {
            const { root, registry, images } = options;
            const loaded = await loadBake(world, { root, registry, wanted: images, files: definitions.files });
            return { ...loaded, source: definitions.files.join(", ") };
        }
    }
}
function refuseUnknownNames(found, { images, rebuild }) {
    const known = found.specs.map((spec) => spec.name);
    const unknown = (input, names) => names
        .filter((name) => !known.some((one) => one === name))
        .map((name) => {
        const hint = (0,nearest/* didYouMean */.a)(name, known, `; ${found.source}: ${known.join(", ")}`);
        return `input ${input}: expected the name of an image, found ${JSON.stringify(name)}${hint}`;
    });
    const problems = [...unknown("images", images), ...unknown("rebuild", rebuild)];
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
}
/** The input `platforms` replaces every image's own; a Lambda image has one platform. */
function overridePlatforms(specs, platforms) {
    if (platforms.length === 0)
        return specs;
    const problems = specs
        .filter((spec) => spec.runtime === "lambda" && platforms.length > 1)
        .map((spec) => `input platforms: expected one platform, because ${spec.definedAt} has "runtime: lambda" (AWS Lambda takes no multi-platform image), found ${platforms.join(", ")}`);
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
    return specs.map((spec) => ({ ...spec, platforms }));
}


/***/ }),

/***/ 5054:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z0: () => (/* binding */ repositoryPattern),
/* harmony export */   bO: () => (/* binding */ tagPattern),
/* harmony export */   tO: () => (/* binding */ imageName),
/* harmony export */   uU: () => (/* binding */ repositorySafe)
/* harmony export */ });
/* unused harmony exports imageNamePattern, contextNamePattern */
/** A path component of https://github.com/opencontainers/distribution-spec: lower case, single separators. */
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
/** An image's name in the images file: usable as a repository. */
const imageNamePattern = (/* unused pure expression or super */ null && (`^${component}$`));
/** A repository below the registry. A first part with a dot would be a host by Docker's rules, so it needs none. */
const repositoryPattern = `^(?!localhost/)(?![^/]*\\.[^/]*/)${component}(?:/${component})*$`;
/** A named context, as buildx lets it through: an image reference, which has no capitals in its path. */
const contextNamePattern = (/* unused pure expression or super */ null && (`^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?${component}(?:/${component})*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$`));
/** A tag that a user may choose; `src-…` and `pr12-src-…` are the ones this tool proves images by. */
const tagPattern = "^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$";
/** The only place where a text becomes an ImageName; callers have checked it, or took it from buildx. */
function imageName(text) {
    return text;
}
/** Lower case, everything that a repository cannot have replaced by `-`; `undefined` when nothing is left. */
function repositorySafe(text) {
    const safe = text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, (run) => (/^(?:\.|_|__|-+)$/.test(run) ? run : "-"))
        .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
    return safe === "" ? undefined : safe;
}


/***/ }),

/***/ 6424:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ didYouMean),
/* harmony export */   q: () => (/* binding */ nearestName)
/* harmony export */ });
/** "did you mean": the known name that a mistyped one is most likely meant to be. */
/**
 * The nearest of `known`, or `undefined` when none is near: a third of the letters may differ, and a
 * name that holds a known one as a whole word (`build-args` for `args`) counts as near.
 */
function nearestName(wanted, known) {
    let best;
    const lower = wanted.toLowerCase();
    for (const name of known) {
        const other = name.toLowerCase();
        const limit = Math.floor((Math.max(lower.length, other.length) + 1) / 3);
        const contained = wordsOf(lower).includes(other) || wordsOf(other).includes(lower);
        const distance = contained ? limit : editDistance(lower, other);
        if (distance <= limit && (best === undefined || distance < best.distance))
            best = { name, distance };
    }
    return best?.name;
}
/** `; did you mean "args"?`, or the fallback when nothing is near. */
function didYouMean(wanted, known, otherwise = "") {
    const name = nearestName(wanted, known);
    return name === undefined ? otherwise : `; did you mean ${JSON.stringify(name)}?`;
}
function wordsOf(name) {
    return name.split(/[^a-z0-9]+/);
}
/** Damerau-Levenshtein with adjacent swaps: `platfroms` is one step from `platforms`. */
function editDistance(a, b) {
    let beforeLast = [];
    let last = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        for (let j = 1; j <= b.length; j++) {
            const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            let distance = Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
            }
            row.push(distance);
        }
        beforeLast = last;
        last = row;
    }
    return last[b.length] ?? 0;
}


/***/ }),

/***/ 222:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gz: () => (/* binding */ below),
/* harmony export */   T8: () => (/* binding */ resolveUserPath),
/* harmony export */   Z1: () => (/* binding */ isAbsolutePath),
/* harmony export */   bV: () => (/* binding */ fileNameOf),
/* harmony export */   yS: () => (/* binding */ folderOf)
/* harmony export */ });
/**
 * Resolves `path` against the folder `base` (relative to the repository's root, or absolute). With `root`, the
 * repository's place on disk, a path that leaves the repository and comes back is inside. Reads no disk.
 */
function resolveUserPath(base, path, root) {
    const joined = isAbsolutePath(path) ? path : `${base}/${path}`;
    const absolute = isAbsolutePath(path) || isAbsolutePath(base);
    const cleaned = clean(joined, absolute);
    if (!absolute && cleaned !== ".." && !cleaned.startsWith("../")) {
        return { kind: "inside", path: repoPath(cleaned) };
    }
    const onDisk = absolute ? cleaned : clean(`${root}/${cleaned}`, true);
    const back = root === undefined ? undefined : below(root, onDisk);
    return back === undefined ? { kind: "outside", path: cleaned } : { kind: "inside", path: repoPath(back) };
}
/** Absolute on the runner's system or on Windows (`C:\x`), where the same file may be edited. */
function isAbsolutePath(path) {
    return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path);
}
/** `a/b/c` → `a/b`; a name without folder → "". */
function folderOf(path) {
    const slash = path.lastIndexOf("/");
    return slash < 0 ? "" : path.slice(0, slash);
}
/** `a/b/c` → `c`. */
function fileNameOf(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}
/** `path` as it is called below the repository's root, "" when it is the root; `undefined` when it lies elsewhere. */
function below(root, path) {
    const folder = root.endsWith("/") ? root : `${root}/`;
    if (`${path}/` === folder)
        return "";
    return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}
/** The only place where a text becomes a RepoPath: cleaned, inside. */
function repoPath(cleaned) {
    return cleaned;
}
function clean(path, absolute) {
    const kept = [];
    for (const part of path.split("/")) {
        if (part === "" || part === ".")
            continue;
        if (part !== "..")
            kept.push(part);
        else if (kept.length > 0 && kept.at(-1) !== "..")
            kept.pop();
        else if (!absolute)
            kept.push(part);
    }
    return (absolute ? "/" : "") + kept.join("/");
}


/***/ }),

/***/ 6702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ splitReference)
/* harmony export */ });
/** An image reference, taken apart by Docker's rules; nothing is normalised or filled in. */
/** `localhost:5000/team/app:1.0@sha256:…` → its parts. Never fails: what is no reference has an odd path. */
function splitReference(reference) {
    const [named = "", digest] = splitOnce(reference, "@");
    const slash = named.indexOf("/");
    const first = slash < 0 ? undefined : named.slice(0, slash);
    // https://github.com/distribution/reference: a host has a dot, a port or a capital, or is localhost.
    const hasHost = first !== undefined && (/[.:A-Z]/.test(first) || first === "localhost");
    const rest = hasHost ? named.slice(slash + 1) : named;
    const [path = "", tag] = splitOnce(rest, ":");
    return { host: hasHost ? first : undefined, path, tag, digest };
}
function splitOnce(text, separator) {
    const index = text.indexOf(separator);
    return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}


/***/ }),

/***/ 5447:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ pathBelow),
/* harmony export */   H: () => (/* binding */ repositoriesOfTags)
/* harmony export */ });
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5054);
/* harmony import */ var _split_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6702);


/**
 * A tag without host names a repository below the registry; a tag at the registry itself names the path below
 * its prefix; other hosts are ignored. Only tags that are written count: `app` alone moves no `latest`.
 */
function repositoriesOfTags(references, registry) {
    const repositories = new Set();
    const tags = new Set();
    const ignored = [];
    const problems = [];
    for (const reference of references) {
        const parts = (0,_split_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .splitReference */ .m)(reference);
        const repository = parts.host === undefined ? parts.path : pathBelow(parts.host, parts.path, registry);
        if (repository === undefined) {
            ignored.push(reference);
        }
        else if (!new RegExp(_names_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryPattern */ .Z0).test(repository)) {
            problems.push(`expected a tag such as team/app:1.0, found ${JSON.stringify(reference)}`);
        }
        else if (parts.tag !== undefined && !new RegExp(_names_js__WEBPACK_IMPORTED_MODULE_1__/* .tagPattern */ .bO).test(parts.tag)) {
            problems.push(`expected a tag such as ${repository}:1.0 (src-… is set by this tool itself), found ${JSON.stringify(reference)}`);
        }
        else {
            repositories.add(repository);
            if (parts.tag !== undefined)
                tags.add(parts.tag);
        }
    }
    return { repositories: [...repositories], tags: [...tags], ignored, problems };
}
/** The repository that `host/path` is below the registry, `undefined` when it lies elsewhere. */
function pathBelow(host, path, registry) {
    if (registry === undefined || host !== registry.host || !path.startsWith(registry.prefix))
        return undefined;
    const rest = path.slice(registry.prefix.length);
    return rest === "" ? undefined : rest;
}


/***/ }),

/***/ 5446:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ findForeignInputs)
/* harmony export */ });
const buildOnly = [
    ["images-file", ""],
    ["push", "auto"],
    ["rebuild", "false"],
    ["no-cache", "false"],
    ["platforms", ""],
    ["tags", ""],
    ["cache", "auto"],
    ["cache-repository", ""],
    ["github-cache-gb", "10"],
    ["cache-mounts", "auto"],
    ["cache-mount-mb", "5000"],
    ["lazy", "auto"],
    ["lazy-mb", "200"],
    ["create-repositories", "true"],
    ["base-images", "track"],
    ["max-parallel", "auto"],
    ["checks", "true"],
    ["reclaim-disk", "false"],
    ["stall-minutes", "10"],
    ["retries", "2"],
    ["checkpoint-minutes", "3"],
    ["trust-pull-requests", "false"],
    ["buildkit-image", ""],
    ["cost-per-minute", ""],
];
const legOnly = [
    ["plan", ""],
    ["leg", ""],
    ["runners", ""],
];
const deployOnly = [
    ["stack", ""],
    ["parameters", ""],
    ["skip-failed", "false"],
    ["template", ""],
    ["capabilities", ""],
    ["stack-tags", ""],
    ["role-arn", ""],
    ["notification-arns", ""],
    ["execute", "true"],
    ["change-set", ""],
    ["allow-replacement", "true"],
    ["wait-minutes", "30"],
    ["wait-for-cleanup", "false"],
    ["cancel-update", "false"],
];
const cleanOnly = [["pull-request", ""]];
/** Of building, and read by `mode: clean` too. */
const alsoClean = new Set(["images-file", "cache-repository"]);
/** A problem for each input that has a value of its own and that the mode does not read. */
function findForeignInputs(mode, read) {
    return foreignTo(mode).flatMap(([name, usual, hint]) => {
        const value = read(name).trim();
        return value === "" || value === usual
            ? []
            : [
                `input ${name}: mode ${mode} does not read it, it belongs to ${hint}; found ${JSON.stringify(value.slice(0, 60))}`,
            ];
    });
}
function foreignTo(mode) {
    const of = (list, hint) => list.map((one) => [...one, hint]);
    const building = of(buildOnly, "building (mode: all or plan)");
    const deploying = of(deployOnly, "mode: deploy");
    const results = of([["results", ""]], "mode: report, deploy or comment");
    const legs = (...own) => of(legOnly.filter(([name]) => !own.includes(name)), "mode: plan, build or report");
    const cleaning = of(cleanOnly, "mode: clean");
    switch (mode) {
        case "comment":
            return [...building, ...legs(), ...deploying, ...cleaning];
        case "clean":
            return [...building.filter(([name]) => !alsoClean.has(name)), ...legs(), ...results, ...deploying];
        case "deploy":
            return [...building, ...legs(), ...cleaning];
        case "report":
            // It reads some of building, and stands in one workflow with the legs: one set of inputs serves all three.
            return [...legs("plan"), ...deploying, ...cleaning];
        case "build":
            return [...legs("plan", "leg"), ...results, ...deploying, ...cleaning];
        case "plan":
            return [...legs("runners"), ...results, ...deploying, ...cleaning];
        case "all":
            return [...legs(), ...results, ...deploying, ...cleaning];
    }
}


/***/ }),

/***/ 1371:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ createInputReader),
/* harmony export */   r: () => (/* binding */ splitList)
/* harmony export */ });
/** Reads one input after another and gathers what is wrong with them. Pure. */
/** `read` gives an input's text, "" when it was not set. */
function createInputReader(read) {
    const problems = [];
    const text = (name) => read(name).trim();
    const wrong = (name, expected, fallback) => {
        problems.push(`input ${name}: expected ${expected}, found ${JSON.stringify(text(name))}`);
        return fallback;
    };
    return {
        problems,
        text,
        wrong,
        choice(name, choices) {
            const value = text(name) === "" ? choices[0] : choices.find((one) => one === text(name));
            return value ?? wrong(name, choices.map((one) => `"${one}"`).join(" or "), choices[0]);
        },
        flag(name, fallback) {
            const value = text(name).toLowerCase();
            if (value === "")
                return fallback;
            if (value === "true")
                return true;
            return value === "false" ? false : wrong(name, '"true" or "false"', fallback);
        },
        count(name, automatic) {
            const value = text(name);
            if (value === "" || value === automatic)
                return undefined;
            return /^[1-9]\d{0,5}$/.test(value)
                ? Number(value)
                : wrong(name, `a whole number from 1, or "${automatic}"`, undefined);
        },
    };
}
/** Names by comma, space or line; empty ones and doubles fall out. */
function splitList(value) {
    return [...new Set(value.split(/[\s,]+/).filter((name) => name !== ""))];
}


/***/ }),

/***/ 646:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LO: () => (/* binding */ inputVariable),
/* harmony export */   TL: () => (/* binding */ parseInputs)
/* harmony export */ });
/* unused harmony export inputNames */
/* harmony import */ var _deploy_deploy_inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9693);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _images_names_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5054);
/* harmony import */ var _input_modes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5446);
/* harmony import */ var _input_reader_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1371);
/* harmony import */ var _plan_runners_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5956);
/* harmony import */ var _registry_target_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8330);







/** Every input, in the order of `action.yml`; a contract test holds the two together. */
const inputNames = [
    "mode",
    "images-file",
    "images",
    "registry",
    "push",
    "rebuild",
    "no-cache",
    "platforms",
    "tags",
    "cache",
    "cache-repository",
    "github-cache-gb",
    "cache-mounts",
    "cache-mount-mb",
    "lazy",
    "lazy-mb",
    "create-repositories",
    "base-images",
    "max-parallel",
    "checks",
    "reclaim-disk",
    "timeout-minutes",
    "stall-minutes",
    "retries",
    "checkpoint-minutes",
    "trust-pull-requests",
    "buildkit-image",
    "cost-per-minute",
    "comment",
    "github-token",
    "plan",
    "leg",
    "runners",
    "pull-request",
    ..._deploy_deploy_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .deployInputNames */ .y,
];
/** Where the runner puts an input: `INPUT_IMAGES-FILE`. */
function inputVariable(name) {
    return `INPUT_${name.toUpperCase()}`;
}
/** `read` gives an input's text, "" when it was not set. Throws one UserError with all problems. */
function parseInputs(read) {
    const reader = (0,_input_reader_js__WEBPACK_IMPORTED_MODULE_4__/* .createInputReader */ .i)(read);
    const { text, wrong, choice, flag, count, problems } = reader;
    const registry = () => {
        if (text("registry") === "")
            return undefined;
        try {
            return (0,_registry_target_js__WEBPACK_IMPORTED_MODULE_3__/* .parseRegistryTarget */ .W)(text("registry"));
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y))
                throw error;
            problems.push(...error.problems);
            return undefined;
        }
    };
    const cacheRepository = () => {
        const value = text("cache-repository");
        if (value === "" || new RegExp(_images_names_js__WEBPACK_IMPORTED_MODULE_5__/* .repositoryPattern */ .Z0).test(value))
            return value || "ml-image-cache";
        return wrong("cache-repository", "a repository below the registry's prefix, without tag", value);
    };
    const minutes = (name, usual) => {
        if (text(name) === "")
            return usual;
        return /^\d{1,4}(\.\d+)?$/.test(text(name)) ? Number(text(name)) : wrong(name, "minutes from 0", usual);
    };
    const cost = () => {
        const value = text("cost-per-minute");
        if (value === "")
            return undefined;
        return /^\d{1,4}(\.\d{1,6})?$/.test(value)
            ? Number(value)
            : wrong("cost-per-minute", "US dollars a minute, for example 0.006", undefined);
    };
    const mode = () => {
        const value = text("mode");
        if (value === "" || value === "all")
            return "all";
        if (value === "plan" || value === "build" || value === "report")
            return value;
        return wrong("mode", '"all", "plan", "build", "report", "deploy", "clean" or "comment"', "all");
    };
    const runners = (0,_plan_runners_js__WEBPACK_IMPORTED_MODULE_6__/* .parseRunners */ .Z)(text("runners"));
    const inputs = {
        mode: mode(),
        imagesFiles: (0,_input_reader_js__WEBPACK_IMPORTED_MODULE_4__/* .splitList */ .r)(text("images-file")),
        images: (0,_input_reader_js__WEBPACK_IMPORTED_MODULE_4__/* .splitList */ .r)(text("images")),
        registry: registry(),
        push: pushFrom(choice("push", ["auto", "true", "false"])),
        rebuild: rebuildFrom(text("rebuild")),
        noCache: flag("no-cache", false),
        platforms: (0,_input_reader_js__WEBPACK_IMPORTED_MODULE_4__/* .splitList */ .r)(text("platforms")).map((value) => platformPattern.test(value)
            ? value
            : wrong("platforms", 'platforms like "linux/amd64" or "linux/arm64/v8"', value)),
        tags: (0,_input_reader_js__WEBPACK_IMPORTED_MODULE_4__/* .splitList */ .r)(text("tags")).map((tag) => {
            const filled = tag.replace(/\{(sha|branch|pr|run)\}/g, "x");
            return new RegExp(_images_names_js__WEBPACK_IMPORTED_MODULE_5__/* .tagPattern */ .bO).test(filled)
                ? tag
                : wrong("tags", 'tags of letters, digits, ".", "_", "-" and {sha} {branch} {pr} {run}; not src-…, which this tool sets itself', tag);
        }),
        cache: choice("cache", ["auto", "registry", "gha", "none"]),
        cacheRepository: cacheRepository(),
        githubCacheGb: count("github-cache-gb", "10") ?? 10,
        cacheMounts: choice("cache-mounts", ["auto", "registry", "gha", "none"]),
        cacheMountMb: count("cache-mount-mb", "5000") ?? 5000,
        lazy: choice("lazy", ["auto", "true", "false"]),
        lazyMb: count("lazy-mb", "200") ?? 200,
        createRepositories: flag("create-repositories", true),
        baseImages: choice("base-images", ["track", "warn", "ignore"]),
        maxParallel: count("max-parallel", "auto"),
        checks: flag("checks", true),
        reclaimDisk: choice("reclaim-disk", ["false", "auto", "true"]),
        timeoutMinutes: count("timeout-minutes", "0"),
        stallMinutes: minutes("stall-minutes", 10),
        retries: /^\d?$/.test(text("retries")) ? Number(text("retries") || 2) : wrong("retries", "0 to 9", 2),
        checkpointMinutes: minutes("checkpoint-minutes", 3),
        trustPullRequests: flag("trust-pull-requests", false),
        buildkitImage: text("buildkit-image") === "" ? undefined : text("buildkit-image"),
        plan: text("plan"),
        leg: text("leg"),
        results: text("results"),
        runners: runners.runners,
        costPerMinute: cost(),
        comment: choice("comment", ["auto", "always", "never"]),
        // The default is an expression that only a runner fills in.
        token: /^(\$\{\{.*)?$/.test(text("github-token")) ? undefined : text("github-token"),
    };
    problems.push(...runners.problems, ...legProblems(inputs));
    if (inputs.push === "always" && inputs.registry === undefined && text("registry") === "") {
        problems.push('input push: "true" needs the input registry (HOST[/prefix]), which is empty');
    }
    if (inputs.noCache && inputs.rebuild.kind === "none") {
        problems.push('input no-cache: works only together with rebuild ("true" or image names), which is "false"');
    }
    problems.push(...(0,_input_modes_js__WEBPACK_IMPORTED_MODULE_2__/* .findForeignInputs */ .T)(inputs.mode, read));
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y([first, ...rest]);
    return inputs;
}
function legProblems({ mode, plan, leg, results }) {
    if (mode !== "build" && mode !== "report")
        return [];
    const needed = mode === "build" ? { plan, leg } : { plan, results };
    return Object.entries(needed)
        .filter(([, value]) => value === "")
        .map(([name]) => `input ${name}: mode ${mode} needs it, and it is empty`);
}
const platformPattern = /^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/;
function pushFrom(value) {
    if (value === "auto")
        return "auto";
    return value === "true" ? "always" : "never";
}
function rebuildFrom(value) {
    if (value === "" || value.toLowerCase() === "false")
        return { kind: "none" };
    if (value.toLowerCase() === "true")
        return { kind: "all" };
    return { kind: "named", names: (0,_input_reader_js__WEBPACK_IMPORTED_MODULE_4__/* .splitList */ .r)(value) };
}


/***/ }),

/***/ 9691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ measurePulls),
/* harmony export */   R: () => (/* binding */ describeSaved)
/* harmony export */ });
/* harmony import */ var _build_intervals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7418);
/** What reading layers on demand saved, as far as earlier builds tell. Pure. */

/** Of less than this, the seconds are those of the requests. */
const TELLING_BYTES = 20_000_000;
/** Of bases, and of cached layers that later steps needed; `undefined`: too little to tell. */
function measurePulls(steps) {
    const pulling = steps.filter(({ kind, cached, bytesIn = 0, intervals }) => bytesIn > 0 && intervals !== undefined && (kind === "base" || (kind === "instruction" && cached)));
    const bytes = pulling.reduce((sum, { bytesIn = 0 }) => sum + bytesIn, 0);
    const spans = pulling.flatMap(({ intervals = [] }) => intervals.map(([from, to]) => ({ from, to })));
    const seconds = (0,_build_intervals_js__WEBPACK_IMPORTED_MODULE_0__/* .coveredSeconds */ .o)((0,_build_intervals_js__WEBPACK_IMPORTED_MODULE_0__/* .mergeIntervals */ .l)(spans));
    return bytes < TELLING_BYTES || seconds === 0 ? undefined : { bytes, seconds };
}
/** `pulls`: the last that are known of this image; without them nothing is said of seconds. */
function describeSaved({ read, whole }, pulls) {
    const known = { readBytes: read, plainBytes: whole };
    if (pulls === undefined)
        return known;
    const savedSeconds = Math.round(((whole - read) * pulls.seconds * 10) / pulls.bytes) / 10;
    return { ...known, savedSeconds };
}


/***/ }),

/***/ 39:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NP: () => (/* binding */ forgetUnkept),
/* harmony export */   gB: () => (/* binding */ isTooMuch),
/* harmony export */   tN: () => (/* binding */ parseUnkept),
/* harmony export */   v4: () => (/* binding */ addUnkept)
/* harmony export */ });
/* harmony import */ var _registry_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9869);
/**
 * What builds that read on demand ran and no cache keeps, for instance everything after a base that has moved: added up in
 * their records, until a plain build, which pulls all once and keeps it, is the cheaper one. Pure.
 */

/** The base may have moved before the first edit. */
const MOST_USUAL_SECONDS = 15;
/** From here on the next build is a plain one. */
const TOO_MANY_SECONDS = 60;
/** After one more such build; `ran`: seconds of its steps that were not cached. */
function addUnkept(before, ran) {
    const { seconds, usual } = before ?? { seconds: 0, usual: 0 };
    return {
        seconds: seconds + Math.max(0, ran - usual),
        usual: Math.min(ran, before === undefined ? MOST_USUAL_SECONDS : usual),
    };
}
/** After a plain build. */
function forgetUnkept(before) {
    return before === undefined ? undefined : { ...before, seconds: 0 };
}
function isTooMuch(unkept) {
    return (unkept?.seconds ?? 0) >= TOO_MANY_SECONDS;
}
/** Of a record; what is no amount is left out. */
function parseUnkept(of) {
    const json = (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .objectAt */ .lJ)(of, "unkept");
    const [seconds = -1, usual = -1] = [(0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(json, "seconds"), (0,_registry_json_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(json, "usual")];
    return seconds < 0 || usual < 0 ? {} : { unkept: { seconds, usual } };
}


/***/ }),

/***/ 7928:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ detailInputs),
/* harmony export */   q: () => (/* binding */ explainChanges)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/** Why an image is built, in words a person understands: what differs from the last build of its line. Pure. */

/** Files named before the rest is counted. */
const MAX_FILES = 5;
const MAX_VALUE = 80;
/**
 * Differences between two builds' inputs, the most telling first: options, bases, args, Dockerfile, files.
 * Bases of the same repository are left out: the decision tells about them.
 */
function explainChanges(before, after) {
    const was = index(before);
    const is = index(after);
    const changed = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key)?.value !== is.get(key)?.value);
    const of = (kind) => changed
        .map((key) => ({
        name: (is.get(key) ?? was.get(key))?.name ?? "",
        kind: (is.get(key) ?? was.get(key))?.kind,
        was: was.get(key)?.value,
        is: is.get(key)?.value,
    }))
        .filter((change) => change.kind === kind);
    return [
        ...of("option").map(describeOption),
        ...of("base").map(describeBase),
        ...of("arg").map(describeArg),
        ...of("dockerfile").map(() => "Dockerfile changed"),
        ...describeFiles(of("file")),
    ];
}
/** A build's inputs with every file by name, instead of one digest for each context. */
function detailInputs({ components, listFiles, }) {
    return [
        ...components.filter(({ kind, name }) => kind !== "file" || name.endsWith(":.git")).map(hideSecret),
        ...listFiles(),
    ];
}
const secretNames = /token|secret|passw|credential|(?:api|access|private)_?key/i;
/** `https://user:token@host`. */
const secretValues = /:\/\/[^/\s@]+@/;
const hidden = "hidden ";
/**
 * An arg should not hold a secret, and some do: then neither logs nor the registry may show it, an old one least
 * of all, which no mask covers. GitHub also drops a job's outputs that have a masked value in them.
 */
function hideSecret(component) {
    const { kind, name, value } = component;
    if (kind !== "arg" || !(secretNames.test(name) || secretValues.test(value)))
        return component;
    return { kind, name, value: hidden + (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(value).digest("hex").slice(0, 8) };
}
function index(components) {
    return new Map(components.map((component) => [`${component.kind} ${component.name}`, component]));
}
function describeOption({ name, was, is }) {
    return `${name} ${shortValue(was)} → ${shortValue(is)}`;
}
function describeArg({ name, was, is }) {
    return [was, is].some((value) => value?.startsWith(hidden))
        ? `arg ${name} changed`
        : `arg ${name} ${shortValue(was)} → ${shortValue(is)}`;
}
function describeBase({ name, was, is }) {
    if (was === undefined)
        return `base ${name} is new`;
    if (is === undefined)
        return `base ${name} is gone`;
    return was === "" || is === ""
        ? `base ${name} counts by its ${is === "" ? "name" : "digest"} now`
        : `${name} moved from ${shortDigest(was)} to ${shortDigest(is)}`;
}
/** `requirements.txt changed, src/new.py added, and 12 more files`. */
function describeFiles(changes) {
    const named = changes.slice(0, MAX_FILES).map(({ name, was, is }) => {
        const what = was === undefined ? "added" : is === undefined ? "removed" : "changed";
        return `${fileName(name)} ${what}`;
    });
    const rest = changes.length - named.length;
    return rest === 0 ? named : [...named, `and ${rest} more ${rest === 1 ? "file" : "files"}`];
}
/** A component's name is `context:path`; the main context has no name. */
function fileName(name) {
    return name.startsWith(":") ? name.slice(1) : name;
}
function shortValue(value) {
    if (value === undefined)
        return "(unset)";
    const text = value === "" ? '""' : value;
    return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
function shortDigest(value) {
    return value.replace(/sha256:([0-9a-f]{12})[0-9a-f]{52}/g, "sha256:$1");
}


/***/ }),

/***/ 5956:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ parseRunners),
/* harmony export */   w: () => (/* binding */ chooseRunner)
/* harmony export */ });
/** Text like `linux/arm64=ubuntu-24.04-arm`, by comma or line → label by platform; throws nothing, tells problems. */
function parseRunners(text) {
    const runners = new Map();
    const problems = [];
    for (const part of text.split(/[\n,]+/).map((one) => one.trim())) {
        if (part === "")
            continue;
        const match = /^([a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?)\s*=\s*(\S.*)$/.exec(part);
        const [, platform = "", label = ""] = match ?? [];
        if (match === null) {
            problems.push(`input runners: expected platform=label like "linux/arm64=ubuntu-24.04-arm", found ${JSON.stringify(part)}`);
        }
        else
            runners.set(platform, label);
    }
    return { runners, problems };
}
/** The most exact entry of the map, else GitHub's own native runners; other platforms are emulated. */
function chooseRunner(runners, platform) {
    const short = platform.split("/").slice(0, 2).join("/");
    const told = runners.get(platform) ?? runners.get(short);
    if (told !== undefined)
        return told;
    return /^linux\/arm/.test(platform) ? "ubuntu-24.04-arm" : "ubuntu-24.04";
}


/***/ }),

/***/ 5126:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MT: () => (/* binding */ partTag),
/* harmony export */   Ui: () => (/* binding */ movingTags),
/* harmony export */   Yr: () => (/* binding */ sourceTag),
/* harmony export */   le: () => (/* binding */ isPullRequestTag),
/* harmony export */   wF: () => (/* binding */ readableTags)
/* harmony export */ });
/* unused harmony export shortFingerprint */
/** The first 20 hex digits: 80 bits, and the label holds all of it. */
function shortFingerprint(fingerprint) {
    return fingerprint.slice(0, 20);
}
/** The tag under which this run leaves an image. */
function sourceTag(trigger, fingerprint) {
    const prefix = trigger.scope.kind === "trusted" ? "" : trigger.scope.prefix;
    return `${prefix}src-${shortFingerprint(fingerprint)}`;
}
/** Where one platform of a fingerprint waits for the others: no run looks for an image under it. */
function partTag(trigger, fingerprint, part) {
    const tag = sourceTag(trigger, fingerprint);
    return part === undefined ? tag : `${tag}-${part.replaceAll("/", "-")}`;
}
/** The tags under which this run may find an image, the most trusted first. */
function readableTags(trigger, fingerprint) {
    const trusted = `src-${shortFingerprint(fingerprint)}`;
    return trigger.scope.kind === "trusted" ? [trusted] : [trusted, sourceTag(trigger, fingerprint)];
}
/** With `trust-pull-requests`: whether a tag is a same-repository pull request's image of this fingerprint. */
function isPullRequestTag(tag, fingerprint) {
    return /^pr\d+-src-/.test(tag) && tag.endsWith(`-src-${shortFingerprint(fingerprint)}`);
}
/** By which images and records are found: whoever could set one by hand could have another image reused. */
const OWN_TAGS = /^(?:(?:pr|branch-).*-)?(?:src-[0-9a-f]{20}(?:-|$)|record-(?:[0-9a-f]{20}$|last$))/;
/**
 * The tags that move to an image: its own `tags` and the input's, `{sha}` `{branch}` `{pr}` `{run}` filled in.
 * An untrusted run sets only tags that name its pull request, commit or run: it must never move `latest`.
 */
function movingTags(trigger, ofImage, ofInput) {
    const notices = [];
    const set = new Set();
    for (const tag of [...ofImage, ...ofInput]) {
        if (trigger.scope.kind === "untrusted" && !/\{(sha|pr|run)\}/.test(tag)) {
            if (ofInput.includes(tag)) {
                notices.push(`tag ${tag} is not set by ${trigger.scope.because}: it needs {pr}, {sha} or {run} in it`);
            }
            continue;
        }
        const missing = [];
        const filled = tag.replace(/\{(sha|branch|pr|run)\}/g, (_, name) => {
            const value = fillIn(trigger, name);
            if (value === undefined)
                missing.push(name);
            return value ?? "";
        });
        const fitting = filled.slice(0, 128);
        if (missing.length > 0)
            notices.push(`tag ${tag} is not set: this run has no ${missing.join(", ")}`);
        else if (OWN_TAGS.test(fitting))
            notices.push(`tag ${tag} is not set: ${fitting} has the form of the action's own tags`);
        else
            set.add(fitting);
    }
    return { set: [...set], notices };
}
function fillIn(trigger, name) {
    switch (name) {
        case "sha":
            return trigger.sha;
        case "branch":
            return trigger.branch?.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-.]+/, "");
        case "pr":
            return trigger.pullRequest?.toString();
        default:
            return trigger.runId;
    }
}


/***/ }),

/***/ 5666:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ readDockerfile),
  h: () => (/* binding */ readOwnIgnoreFile)
});

;// CONCATENATED MODULE: ./lib/dockerfile/decode-text.js
/** Bytes of a Dockerfile → text. Pure. */
/** Bytes that are no UTF-8 stand for themselves in Unicode's private area: no two different files become one text. */
function decodeText(bytes) {
    if (isUtf8(bytes))
        return bytes.toString("utf8");
    return bytes
        .toString("latin1")
        .replace(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g, (found) => {
        const one = Buffer.from(found, "latin1");
        return isUtf8(one)
            ? one.toString("utf8")
            : [...one].map((byte) => String.fromCharCode(0xf700 + byte)).join("");
    });
}
function isUtf8(bytes) {
    return Buffer.from(bytes.toString("utf8")).equals(bytes);
}

// EXTERNAL MODULE: ./lib/images/repo-path.js
var repo_path = __webpack_require__(222);
;// CONCATENATED MODULE: ./lib/read-dockerfile.js
/** An image's Dockerfile, read from where its definition says; a missing one is the user's mistake. */


/** Falls back to `dockerfile` for `Dockerfile`, as BuildKit does; `spec` then has the path that was found. */
async function readDockerfile(world, root, spec) {
    switch (spec.dockerfile.kind) {
        case "inline":
            return asText(world, spec, spec.dockerfile.text);
        case "remote":
            return { kind: "remote", spec };
        case "file": {
            const { path } = spec.dockerfile;
            const lowerCase = path.replace(/(^|\/)Dockerfile$/, "$1dockerfile");
            for (const candidate of new Set([path, lowerCase])) {
                const place = `${root}/${candidate}`;
                const [bytes, stat] = await Promise.all([world.files.readBytes(place), world.files.stat(place)]);
                if (bytes === undefined)
                    continue;
                const real = stat?.kind === "link" ? await followLink(world, root, candidate) : candidate;
                return asText(world, { ...spec, dockerfile: { kind: "file", path: real } }, decodeText(bytes));
            }
            const found = (await world.files.stat(`${root}/${path}`))?.kind === "directory" ? "a folder" : "no such file";
            const problem = `${spec.definedAt}: expected a Dockerfile at ${path}, found ${found}`;
            return { kind: "missing", spec, problem };
        }
    }
}
const EPOCH = "SOURCE_DATE_EPOCH";
/** buildx hands this one variable on by itself: where the Dockerfile names it, it is a build arg like others. */
function asText(world, spec, text) {
    if (!world.env[EPOCH] || spec.args.has(EPOCH) || !text.includes(EPOCH))
        return { kind: "text", spec, text };
    return { kind: "text", spec: { ...spec, args: new Map([...spec.args, [EPOCH, undefined]]) }, text };
}
/** buildx sends the Dockerfile's folder only: a link that leaves it would lead nowhere there, so its end is named. */
async function followLink(world, root, path) {
    const [real, folder] = await Promise.all([path, (0,repo_path/* folderOf */.yS)(path)].map((one) => world.files.realPath(`${root}/${one}`)));
    if (real === undefined || folder === undefined || real.startsWith(`${folder}/`))
        return path;
    const found = (0,repo_path/* resolveUserPath */.T8)("", real, root);
    return found.kind === "inside" ? found.path : path;
}
/** Text of `<Dockerfile>.dockerignore`, which BuildKit takes instead of the context's; `undefined`: there is none. */
async function readOwnIgnoreFile(world, root, spec) {
    if (spec.dockerfile.kind !== "file")
        return undefined;
    return world.files.readText(`${root}/${spec.dockerfile.path}.dockerignore`);
}


/***/ }),

/***/ 5386:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ readEventPayload)
/* harmony export */ });
async function readEventPayload(world) {
    const path = world.env.GITHUB_EVENT_PATH;
    const text = path ? await world.files.readText(path) : undefined;
    if (text === undefined)
        return undefined;
    try {
        return JSON.parse(text);
    }
    catch {
        world.log.warning(`GITHUB_EVENT_PATH (${path}) is no JSON: the event counts as unknown`);
        return undefined;
    }
}


/***/ }),

/***/ 6097:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JA: () => (/* binding */ dockerCredentialSource),
/* harmony export */   O8: () => (/* binding */ userDockerConfig),
/* harmony export */   c_: () => (/* binding */ authKeysOf)
/* harmony export */ });
/* unused harmony exports anonymous, findCredentials */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9869);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9758);
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1583);
/** Docker's own credentials for a registry host, read as the docker CLI reads them. */




/** For registries that anyone may read. */
const anonymous = {
    isBasic: false,
    read: () => Promise.resolve(undefined),
    renew: () => Promise.resolve(false),
};
/** The user's docker configuration: `DOCKER_CONFIG`, else `~/.docker`. `undefined`: there is no home. */
function userDockerConfig(env) {
    if (env.DOCKER_CONFIG !== undefined && env.DOCKER_CONFIG !== "")
        return env.DOCKER_CONFIG;
    const home = env.HOME ?? env.USERPROFILE;
    return home === undefined || home === "" ? undefined : (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(home, ".docker");
}
/** Reads credentials from a docker configuration directory once, and again after `renew`. */
function dockerCredentialSource(world, directory, host) {
    let read;
    return {
        isBasic: false,
        read: () => (read ??= findCredentials(world, directory, host)),
        async renew() {
            read = undefined;
            return true;
        },
    };
}
/** `undefined`: Docker has no credentials for the host. Throws `RegistryError` where its configuration cannot be read. */
async function findCredentials(world, directory, host) {
    if (directory === undefined)
        return undefined;
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(directory, "config.json");
    const text = await world.files.readText(path);
    if (text === undefined || text.trim() === "")
        return undefined;
    const config = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJsonObject */ .dw)(text);
    if (config === undefined)
        throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_2__/* .RegistryError */ .g("denied", `${path}: expected a JSON object, found other text`);
    // An empty helper for a host means: the file, whatever credsStore says.
    const helpers = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(config, "credHelpers");
    for (const key of authKeysOf(host)) {
        const own = helpers?.[key];
        const helper = typeof own === "string" ? own : (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(config, "credsStore");
        const found = helper === undefined || helper === "" ? fromAuths(config, key) : await fromHelper(world, helper, key);
        if (found !== undefined) {
            world.log.mask(found.kind === "basic" ? found.password : found.token);
            return found;
        }
    }
    return undefined;
}
/**
 * The keys a host's credentials may stand under, the usual one first. Only the whole host counts: a
 * prefix match would hand `ghcr.io.evil.example` what belongs to `ghcr.io`.
 */
function authKeysOf(host) {
    if (host === _reference_js__WEBPACK_IMPORTED_MODULE_1__/* .DOCKER_HUB */ .Xb) {
        return [
            "https://index.docker.io/v1/",
            "index.docker.io",
            _reference_js__WEBPACK_IMPORTED_MODULE_1__/* .DOCKER_HUB */ .Xb,
            "https://index.docker.io/v1",
            "registry-1.docker.io",
        ];
    }
    return [
        host,
        `https://${host}`,
        `https://${host}/`,
        `https://${host}/v2/`,
        `https://${host}/v1/`,
        `http://${host}`,
    ];
}
function fromAuths(config, key) {
    const entry = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)((0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(config, "auths"), key);
    if (entry === undefined)
        return undefined;
    const registryToken = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(entry, "registrytoken");
    if (registryToken !== undefined)
        return { kind: "registry-token", token: registryToken };
    const identityToken = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(entry, "identitytoken");
    if (identityToken !== undefined)
        return { kind: "identity-token", token: identityToken };
    const auth = Buffer.from((0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(entry, "auth") ?? "", "base64")
        .toString("utf8")
        .replace(/\0+$/, "");
    const colon = auth.indexOf(":");
    const username = colon > 0 ? auth.slice(0, colon) : (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(entry, "username");
    const password = colon > 0 ? auth.slice(colon + 1) : (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(entry, "password");
    return username === undefined || password === undefined ? undefined : { kind: "basic", username, password };
}
/** The credential helper protocol: the key on standard input, JSON back. "Not found" is an exit code 1 with a text. */
async function fromHelper(world, helper, key) {
    // The name becomes a program's: a configuration must not be able to leave `docker-credential-…`.
    if (!/^[\w.-]+$/.test(helper)) {
        world.log.warning(`Docker's configuration names a credential helper "${helper}", which is no program's name`);
        return undefined;
    }
    const program = `docker-credential-${helper}`;
    const result = await world.exec([program, "get"], { input: `${key}\n`, timeoutMs: 30_000 });
    if (result.exitCode !== 0) {
        const said = `${result.stdout.toString("utf8")} ${result.stderr}`.trim();
        if (!/credentials not found|not found in native keychain/i.test(said)) {
            world.log.debug(`${program} get, for ${key}: ${result.ended}: ${said}`);
        }
        return undefined;
    }
    const json = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJsonObject */ .dw)(result.stdout);
    const username = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(json, "Username");
    const secret = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(json, "Secret");
    if (username === undefined || secret === undefined)
        return undefined;
    return username === "<token>"
        ? { kind: "identity-token", token: secret }
        : { kind: "basic", username, password: secret };
}


/***/ }),

/***/ 1122:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ createDockerConfig)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _credentials_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6097);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9869);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9758);
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1583);
/**
 * A private DOCKER_CONFIG for this run: what the user has (builders, contexts, plugins, logins) plus our
 * own short-lived logins, which so never reach the user's file, a keychain, or the next job on the runner.
 */





const LOGIN_TIMEOUT_MS = 45_000;
/** Copies the user's configuration; the caller removes it. Throws `RegistryError` where theirs cannot be read. */
async function createDockerConfig(world) {
    const original = (0,_credentials_js__WEBPACK_IMPORTED_MODULE_1__/* .userDockerConfig */ .O8)(world.env);
    const config = original === undefined ? {} : await readConfig(world, (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(original, "config.json"));
    const directory = await world.files.makeTemporary("ml-image-build-docker-");
    if (original !== undefined)
        await linkOtherEntries(world, (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(original), directory);
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(directory, "config.json");
    await writeConfig(world, path, config);
    let last = Promise.resolve();
    const oneAtATime = (task) => {
        const next = last.then(task, task);
        last = next.catch(() => { });
        return next;
    };
    const env = { DOCKER_CONFIG: directory };
    if (!world.env.BUILDX_CONFIG && original !== undefined)
        env.BUILDX_CONFIG = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(original), "buildx");
    return {
        directory,
        env,
        // docker reads, changes and writes the file; two logins at once would lose one of them.
        login: (host, username, password) => oneAtATime(() => login(world, directory, { host, username, password })),
        remove: () => world.files.remove(directory),
    };
}
/**
 * Through `docker login`, because it asks the registry by the engine's way: a refused or unreachable
 * registry is known before a two-hour build. Where docker cannot say (no engine and no network, a
 * certificate that only the builder knows, no docker at all), the login is written as docker writes it.
 */
async function login(world, directory, { host, username, password }) {
    world.log.mask(password);
    world.log.mask(Buffer.from(`${username}:${password}`).toString("base64"));
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(directory, "config.json");
    await writeConfig(world, path, withFileStore(await readConfig(world, path), host));
    const result = await world.exec(["docker", "login", "--username", username, "--password-stdin", host], {
        input: password,
        env: { DOCKER_CONFIG: directory },
        timeoutMs: LOGIN_TIMEOUT_MS,
    });
    if (result.exitCode === 0)
        return;
    const said = result.stderr.trim().slice(-500);
    if (/unauthorized|denied|incorrect username or password|\b40[13]\b/i.test(said)) {
        throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .g("denied", `docker login to ${host} as ${username} was refused: ${said}`);
    }
    world.log.debug(`docker login to ${host} could not ask the registry (${result.ended}): ${said}`);
    await writeConfig(world, path, withAuth(await readConfig(world, path), host, username, password));
}
/** An empty helper for a host makes docker keep that host's login in the file, whatever `credsStore` says. */
function withFileStore(config, host) {
    const keys = host === _reference_js__WEBPACK_IMPORTED_MODULE_2__/* .DOCKER_HUB */ .Xb ? (0,_credentials_js__WEBPACK_IMPORTED_MODULE_1__/* .authKeysOf */ .c_)(host) : [host];
    const helpers = Object.fromEntries(keys.map((key) => [key, ""]));
    return { ...config, credHelpers: { ...(0,_json_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(config, "credHelpers"), ...helpers } };
}
function withAuth(config, host, username, password) {
    const key = host === _reference_js__WEBPACK_IMPORTED_MODULE_2__/* .DOCKER_HUB */ .Xb ? "https://index.docker.io/v1/" : host;
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    return { ...config, auths: { ...(0,_json_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(config, "auths"), [key]: { auth } } };
}
async function readConfig(world, path) {
    const text = await world.files.readText(path);
    if (text === undefined || text.trim() === "")
        return {};
    const config = (0,_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJsonObject */ .dw)(text);
    if (!(0,_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(config)) {
        throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .g("denied", `${path}: expected Docker's configuration as a JSON object, found other text`);
    }
    return config;
}
async function writeConfig(world, path, config) {
    await world.files.write(path, `${JSON.stringify(config, undefined, 2)}\n`, 0o600);
}
/** `contexts`, `cli-plugins`, `buildx` and whatever else docker keeps beside its configuration. */
async function linkOtherEntries(world, original, directory) {
    for (const { name } of await world.files.list(original)) {
        if (name === "config.json")
            continue;
        await world.files.link((0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(original, name), (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(directory, name));
    }
}


/***/ }),

/***/ 5737:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ openEcrClient),
/* harmony export */   a: () => (/* binding */ openEcrPublicSdk)
/* harmony export */ });
/* harmony import */ var _ecr_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(690);
/* harmony import */ var _limit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1328);


const CONCURRENT_CALLS = 16;
/** Adaptive: after ThrottlingException the client slows down by itself, for all calls of the run. */
const COMMON = {
    maxAttempts: 5,
    retryMode: "adaptive",
    // Without `throwOnRequestTimeout` the SDK only warns about a hanging request.
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};
/** The region is the host's: the job's own region says nothing about where the registry is. */
function openEcrClient(ecr) {
    let sdk;
    let callerAccount;
    const limit = (0,_limit_js__WEBPACK_IMPORTED_MODULE_1__/* .createLimit */ .K)(CONCURRENT_CALLS);
    return {
        ecr,
        call: (action, path, send, expected = []) => limit(async () => {
            try {
                sdk ??= Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(249)]).then(__webpack_require__.t.bind(__webpack_require__, 8249, 19)).then((module) => new module.ECR({ ...COMMON, region: ecr.region }));
                return await send(await sdk);
            }
            catch (error) {
                if (error instanceof Error && expected.includes(error.name))
                    throw error;
                throw (0,_ecr_error_js__WEBPACK_IMPORTED_MODULE_0__/* .describeEcrError */ .sZ)(error, { action, ecr, path, callerAccount });
            }
        }),
        noteCaller(account) {
            callerAccount = account;
        },
    };
}
/** ECR Public answers in us-east-1 only. */
async function openEcrPublicSdk() {
    const module = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(821)]).then(__webpack_require__.t.bind(__webpack_require__, 9821, 19));
    return new module.ECRPUBLIC({ ...COMMON, region: "us-east-1" });
}


/***/ }),

/***/ 690:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZH: () => (/* binding */ awsErrorName),
/* harmony export */   sZ: () => (/* binding */ describeEcrError),
/* harmony export */   v6: () => (/* binding */ describeMissingRights)
/* harmony export */ });
/* harmony import */ var _ecr_host_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9148);
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1583);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1653);



const CONFIGURE = "put aws-actions/configure-aws-credentials before this action and give its job `permissions: id-token: write`";
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|NoCredentialProviders)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN_CREDENTIALS = /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?)$/;
const ACCESS_DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const OVERLOADED = /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|ServerException)$/;
/** The name of an AWS error (`RepositoryNotFoundException`), or "" for anything else. */
function awsErrorName(error) {
    return error instanceof Error ? error.name : "";
}
/** Every error of a call as a `RegistryError`; one that is already is passed on. */
function describeEcrError(error, call) {
    if (error instanceof _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g)
        return error;
    const name = awsErrorName(error);
    const said = error instanceof Error ? error.message : String(error);
    const where = placeOf(call);
    const make = (kind, text) => new _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g(kind, text, { cause: error });
    if (NO_CREDENTIALS.test(name))
        return make("denied", `${where}: no AWS credentials (${said}); ${CONFIGURE}`);
    if (EXPIRED.test(name) || /security token.*expired/i.test(said)) {
        const remedy = "ask for a longer session (role-duration-seconds), or run configure-aws-credentials again";
        return make("denied", `${where}: the AWS credentials have expired; ${remedy}`);
    }
    if (UNKNOWN_CREDENTIALS.test(name)) {
        return make("denied", `${where}: AWS does not accept these credentials (${name}: ${said}); ${CONFIGURE}`);
    }
    if (ACCESS_DENIED.test(name))
        return make("denied", describeDenial(said, call));
    if (name === "RepositoryNotFoundException") {
        return make("missing-repository", `${where}: the repository does not exist. ${said}`);
    }
    const status = statusOf(error);
    if (OVERLOADED.test(name) || (status !== undefined && (status >= 500 || status === 429))) {
        return make("unreachable", `${where}: ${call.action} failed after several tries (${name}: ${said})`);
    }
    if (status === undefined) {
        const { text } = (0,_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .describeConnectionError */ .si)(error);
        return make("unreachable", `${where}: no answer to ${call.action}: ${text}`);
    }
    return make("unexpected", `${where}: ${call.action} failed (${name}: ${said})`);
}
/** The hint for a refusal of the registry's HTTP interface, which does not name the action. */
function describeMissingRights(ecr, path, access) {
    const service = ecr.kind === "public" ? "ecr-public" : "ecr";
    const pull = ["BatchGetImage", "GetDownloadUrlForLayer", "BatchCheckLayerAvailability"];
    const push = ["InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage"];
    const actions = { pull, push: [...push, ...pull], delete: ["BatchDeleteImage"] }[access];
    const resource = ecr.kind === "private" ? (0,_ecr_host_js__WEBPACK_IMPORTED_MODULE_0__/* .repositoryArn */ .qM)(ecr, path) : path;
    return `allow ${actions.map((action) => `${service}:${action}`).join(", ")} on ${resource}`;
}
function describeDenial(said, call) {
    const action = /perform:? (ecr(?:-public)?:\w+)/.exec(said)?.[1] ?? call.action;
    const caller = /arn:aws[\w-]*:(?:sts|iam)::(\d{12}):/.exec(said)?.[1] ?? call.callerAccount;
    const { ecr, path } = call;
    // GetAuthorizationToken and DescribeRegistry know no resource but `*`.
    const resource = path === undefined || ecr.kind === "public" || action === "ecr:GetAuthorizationToken"
        ? '"*"'
        : (0,_ecr_host_js__WEBPACK_IMPORTED_MODULE_0__/* .repositoryArn */ .qM)(ecr, path);
    const foreign = ecr.kind === "private" && caller !== undefined && caller !== ecr.account
        ? `; the credentials belong to account ${caller}, the registry to ${ecr.account}, so the repository's own policy has to allow it too`
        : "";
    return `${placeOf(call)}: AWS denies ${action}; allow it on ${resource} for the role of this job${foreign}. ${said}`;
}
function placeOf({ ecr, path }) {
    const registry = ecr.kind === "public" ? "ECR Public" : `ECR of account ${ecr.account} in ${ecr.region}`;
    return path === undefined ? registry : `${registry}, ${path}`;
}
function statusOf(error) {
    if (!(error instanceof Error) || !("$metadata" in error))
        return undefined;
    const metadata = error.$metadata;
    if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata))
        return undefined;
    return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}


/***/ }),

/***/ 9148:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   iQ: () => (/* binding */ partitionOf),
/* harmony export */   qM: () => (/* binding */ repositoryArn),
/* harmony export */   wl: () => (/* binding */ parseEcrHost)
/* harmony export */ });
/**
 * IPv4 and FIPS hosts, dual-stack hosts (`dkr-ecr`, `on.aws`), the other partitions, and LocalStack.
 * AWS Lambda refuses FIPS hosts in an image's URI; that is the deploy preflight's business, not ours.
 */
const PRIVATE = [
    /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9][a-z0-9-]*)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)(?::\d+)?$/,
    /^(\d{12})\.dkr\.ecr\.([a-z0-9][a-z0-9-]*)\.localhost\.localstack\.cloud(?::\d+)?$/,
];
const PUBLIC = new Set(["public.ecr.aws", "ecr-public.aws.com"]);
/** `undefined`: not ECR. */
function parseEcrHost(host) {
    if (PUBLIC.has(host))
        return { kind: "public" };
    for (const pattern of PRIVATE) {
        const [, account, region] = pattern.exec(host) ?? [];
        if (account !== undefined && region !== undefined)
            return { kind: "private", account, region };
    }
    return undefined;
}
/** The ARN partition of a region: `aws`, `aws-cn`, `aws-us-gov` and the isolated ones. */
function partitionOf(region) {
    if (region.startsWith("cn-"))
        return "aws-cn";
    if (region.startsWith("us-gov-"))
        return "aws-us-gov";
    if (region.startsWith("us-isob-"))
        return "aws-iso-b";
    if (region.startsWith("us-isof-") || region.startsWith("eu-isof-"))
        return "aws-iso-f";
    if (region.startsWith("eu-isoe-"))
        return "aws-iso-e";
    if (region.startsWith("us-iso-"))
        return "aws-iso";
    if (region.startsWith("eusc-"))
        return "aws-eusc";
    return "aws";
}
/** The ARN of a private repository, for messages and policies. */
function repositoryArn(ecr, path) {
    return `arn:${partitionOf(ecr.region)}:ecr:${ecr.region}:${ecr.account}:repository/${path}`;
}


/***/ }),

/***/ 13:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eu: () => (/* binding */ openEcrPublicTokens),
/* harmony export */   Xe: () => (/* binding */ openEcrTokens)
/* harmony export */ });
/* unused harmony export renewalTime */
/* harmony import */ var _ecr_client_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5737);
/* harmony import */ var _ecr_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(690);
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1583);



const MINUTE_MS = 60_000;
/** A build of hours must be able to push at its end with the token it began with. */
const LEAST_LIFE_MS = 6 * 60 * MINUTE_MS;
const UNKNOWN_LIFE_MS = 6 * 60 * MINUTE_MS;
/** Tokens for a private registry. */
function openEcrTokens(world, client) {
    return shareToken(world, true, async () => {
        // `registryIds` is deprecated: one token serves every registry that the credentials may use.
        const answer = await client.call("ecr:GetAuthorizationToken", undefined, (sdk) => sdk.getAuthorizationToken({}));
        const authorization = answer.authorizationData?.[0];
        const account = /^https:\/\/(\d{12})\./.exec(authorization?.proxyEndpoint ?? "")?.[1];
        if (account !== undefined)
            client.noteCaller(account);
        return authorization;
    });
}
/** Tokens for ECR Public, whose registry changes them into Bearer tokens. */
function openEcrPublicTokens(world) {
    return shareToken(world, false, async () => {
        try {
            const sdk = await (0,_ecr_client_js__WEBPACK_IMPORTED_MODULE_0__/* .openEcrPublicSdk */ .a)();
            return (await sdk.getAuthorizationToken({})).authorizationData;
        }
        catch (error) {
            const action = "ecr-public:GetAuthorizationToken (and sts:GetServiceBearerToken)";
            throw (0,_ecr_error_js__WEBPACK_IMPORTED_MODULE_1__/* .describeEcrError */ .sZ)(error, { action, ecr: { kind: "public" }, path: undefined });
        }
    });
}
/**
 * When to ask for the next token: six hours before the end, or at half of a short life. No expiry, or
 * one in the past (moto says 2015), tells nothing about the life; asking again at once would never end.
 */
function renewalTime(obtainedAt, expiresAt) {
    if (expiresAt === undefined || Number.isNaN(expiresAt) || expiresAt <= obtainedAt) {
        return obtainedAt + UNKNOWN_LIFE_MS;
    }
    const life = expiresAt - obtainedAt;
    return obtainedAt + Math.max(life - LEAST_LIFE_MS, life / 2);
}
function shareToken(world, isBasic, ask) {
    let held;
    async function request() {
        const obtainedAt = world.clock.now();
        const authorization = await ask();
        const text = Buffer.from(authorization?.authorizationToken ?? "", "base64").toString("utf8");
        const colon = text.indexOf(":");
        if (colon < 1)
            throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_2__/* .RegistryError */ .g("unexpected", "ECR answered GetAuthorizationToken without a token");
        const password = text.slice(colon + 1);
        world.log.mask(password);
        world.log.mask(authorization?.authorizationToken ?? "");
        const renewAt = renewalTime(obtainedAt, authorization?.expiresAt?.getTime());
        return { username: text.slice(0, colon), password, renewAt };
    }
    async function current() {
        const known = held;
        if (known !== undefined) {
            const token = await known;
            if (world.clock.now() < token.renewAt)
                return token;
            // Whoever comes first starts the renewal, the others find it in `held`.
            if (held === known)
                held = undefined;
        }
        if (held === undefined) {
            const pending = request();
            held = pending;
            pending.catch(() => {
                if (held === pending)
                    held = undefined;
            });
        }
        return held;
    }
    return {
        current,
        source: {
            isBasic,
            async read() {
                const { username, password } = await current();
                return { kind: "basic", username, password };
            },
            async renew() {
                held = undefined;
                return true;
            },
        },
    };
}


/***/ }),

/***/ 7860:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AM: () => (/* binding */ readImage),
/* harmony export */   on: () => (/* binding */ readPart),
/* harmony export */   vX: () => (/* binding */ readImageFacts)
/* harmony export */ });
/* harmony import */ var _image_config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5473);
/* harmony import */ var _labels_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3364);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(886);
/* harmony import */ var _platforms_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8559);
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1583);





/** Reads the configs of the wanted platforms. Throws `RegistryError`, kind `unexpected` where parts of the image are gone. */
async function readImageFacts(registry, path, manifest, platforms) {
    const images = await Promise.all(platforms.map(async (platform) => readPlatform(registry, path, manifest, platform)));
    const found = images.filter((image) => image !== undefined);
    const sizes = new Map(found.flatMap((image) => image.layers.map((layer) => [layer.digest, layer.size])));
    return {
        labels: commonLabels(found.map((image) => image.config.labels)),
        missingPlatforms: platforms.filter((_, index) => images[index] === undefined),
        layers: layersOf(found[0]),
        sizeBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    };
}
/** Reads the config behind an image manifest. Throws `RegistryError`, kind `unexpected`: not an image, or not whole. */
async function readImage(registry, path, manifest) {
    const parsed = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .parseManifest */ .Ng)(manifest.bytes, manifest.mediaType);
    if (parsed?.kind !== "image")
        throw broken(registry, path, manifest.digest, "is no image manifest");
    const bytes = await registry.getBlob(path, parsed.config.digest, _image_config_js__WEBPACK_IMPORTED_MODULE_2__/* .LARGEST_CONFIG_BYTES */ .e);
    const config = bytes === undefined ? undefined : (0,_image_config_js__WEBPACK_IMPORTED_MODULE_2__/* .parseImageConfig */ .F)(bytes);
    if (config === undefined)
        throw broken(registry, path, manifest.digest, "has lost its config");
    return { digest: manifest.digest, config, layers: parsed.layers };
}
/** Reads a part of an index. Throws `RegistryError`, kind `unexpected` where it is gone. */
async function readPart(registry, path, digest) {
    const part = await registry.getManifest(path, digest);
    if (part.kind === "absent")
        throw broken(registry, path, digest, "is named by an index and not there");
    return part.manifest;
}
async function readPlatform(registry, path, manifest, platform) {
    const wanted = (0,_platforms_js__WEBPACK_IMPORTED_MODULE_3__/* .splitPlatform */ .iQ)(platform);
    const parsed = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .parseManifest */ .Ng)(manifest.bytes, manifest.mediaType);
    if (parsed?.kind === "index") {
        // Exactly the wanted platform: an older variant that would run here too is not what was asked for.
        const entry = parsed.entries.find((one) => one.platform && (0,_platforms_js__WEBPACK_IMPORTED_MODULE_3__/* .isSamePlatform */ .SW)(one.platform, wanted));
        return entry && readImage(registry, path, await readPart(registry, path, entry.digest));
    }
    const image = await readImage(registry, path, manifest);
    return image.config.platform && (0,_platforms_js__WEBPACK_IMPORTED_MODULE_3__/* .isSamePlatform */ .SW)(image.config.platform, wanted) ? image : undefined;
}
/** An image whose history does not fit its layers tells no instructions. */
function layersOf(image) {
    if (image === undefined)
        return [];
    const { layerInstructions } = image.config;
    const fits = layerInstructions.length === image.layers.length;
    return image.layers.map(({ digest, size }, index) => ({
        digest,
        bytes: size,
        instruction: (fits ? layerInstructions[index] : "") || undefined,
    }));
}
function commonLabels(all) {
    const [first = new Map(), ...others] = all;
    const common = new Map([...first].filter(([name, value]) => others.every((labels) => labels.get(name) === value)));
    if (first.has(_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .parentsLabel */ .aW) && !common.has(_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .parentsLabel */ .aW))
        common.set(_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .parentsLabel */ .aW, joinParents(all));
    return common;
}
/** Platforms that were built apart have bases of their own: all of their digests, by comma, "" where one has none. */
function joinParents(all) {
    const maps = all.map((labels) => (0,_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .parseMapLabel */ .I5)(labels.get(_labels_js__WEBPACK_IMPORTED_MODULE_4__/* .parentsLabel */ .aW)));
    const names = new Set(maps.flatMap((map) => [...map.keys()]));
    return JSON.stringify(Object.fromEntries([...names].map((name) => [name, maps.map((map) => map.get(name) ?? "").join(",")])));
}
function broken(registry, path, digest, what) {
    return new _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g("unexpected", `${registry.host}/${path}@${digest} ${what}; build the image again (input rebuild)`);
}


/***/ }),

/***/ 5793:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ openHostRegistry)
/* harmony export */ });
/* harmony import */ var _credentials_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6097);
/* harmony import */ var _ecr_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5737);
/* harmony import */ var _ecr_host_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9148);
/* harmony import */ var _ecr_token_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(13);
/* harmony import */ var _oci_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2658);





/** A client for a host that Docker may be logged in to; a private ECR is also asked with the job's AWS credentials. */
function openHostRegistry(world, host, options) {
    const docker = (0,_credentials_js__WEBPACK_IMPORTED_MODULE_0__/* .dockerCredentialSource */ .JA)(world, options.dockerConfig, host);
    const ecr = (0,_ecr_host_js__WEBPACK_IMPORTED_MODULE_2__/* .parseEcrHost */ .wl)(host);
    return (0,_oci_js__WEBPACK_IMPORTED_MODULE_4__/* .openOciRegistry */ .V)(world, host, {
        credentials: ecr?.kind === "private" ? firstOf(docker, (0,_ecr_token_js__WEBPACK_IMPORTED_MODULE_3__/* .openEcrTokens */ .Xe)(world, (0,_ecr_client_js__WEBPACK_IMPORTED_MODULE_1__/* .openEcrClient */ .U)(ecr)).source) : docker,
        ...(options.retries === undefined ? {} : { retries: options.retries }),
    });
}
function firstOf(first, second) {
    return {
        isBasic: first.isBasic || second.isBasic,
        read: async () => (await first.read()) ?? second.read(),
        renew: async () => (await first.renew()) || second.renew(),
    };
}


/***/ }),

/***/ 5473:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ parseImageConfig),
/* harmony export */   e: () => (/* binding */ LARGEST_CONFIG_BYTES)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9869);
/* harmony import */ var _platforms_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8559);
/** What an image's config blob says about the image: labels, ONBUILD triggers, platform. */


/** Configs are kilobytes; ones above this are no image configs. */
const LARGEST_CONFIG_BYTES = 8 * 1024 * 1024;
/** `undefined`: not a JSON object. An artifact's empty config has no platform and no labels. */
function parseImageConfig(bytes) {
    const json = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJsonObject */ .dw)(bytes);
    if (json === undefined)
        return undefined;
    const config = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .objectAt */ .lJ)(json, "config");
    const labels = new Map();
    for (const [name, value] of Object.entries((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .objectAt */ .lJ)(config, "Labels") ?? {})) {
        if (typeof value === "string")
            labels.set(name, value);
    }
    const environment = new Map();
    for (const text of (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringsAt */ .kp)(config, "Env")) {
        const equals = text.indexOf("=");
        if (equals > 0)
            environment.set(text.slice(0, equals), text.slice(equals + 1));
    }
    const layerInstructions = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .objectsAt */ .yR)(json, "history")
        .filter((one) => one.empty_layer !== true)
        .map((one) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(one, "created_by") ?? "");
    return {
        platform: (0,_platforms_js__WEBPACK_IMPORTED_MODULE_1__/* .parsePlatformParts */ .HS)(json),
        labels,
        onbuild: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringsAt */ .kp)(config, "OnBuild"),
        environment,
        workingDirectory: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(config, "WorkingDir") ?? "",
        entrypoint: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringsAt */ .kp)(config, "Entrypoint"),
        command: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringsAt */ .kp)(config, "Cmd"),
        layerInstructions,
        hasHistory: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .objectsAt */ .yR)(json, "history").length > 0,
        diffIds: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringsAt */ .kp)((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .objectAt */ .lJ)(json, "rootfs"), "diff_ids").length,
    };
}


/***/ }),

/***/ 9869:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gv: () => (/* binding */ isObject),
/* harmony export */   bX: () => (/* binding */ stringAt),
/* harmony export */   dw: () => (/* binding */ parseJsonObject),
/* harmony export */   kp: () => (/* binding */ stringsAt),
/* harmony export */   lJ: () => (/* binding */ objectAt),
/* harmony export */   tk: () => (/* binding */ numberAt),
/* harmony export */   yR: () => (/* binding */ objectsAt)
/* harmony export */ });
/** Reading JSON that somebody else wrote: every answer is `undefined` instead of a surprise. */
function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** `undefined`: not JSON, or not an object. */
function parseJsonObject(text) {
    try {
        const value = JSON.parse(typeof text === "string" ? text : Buffer.from(text).toString("utf8"));
        return isObject(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function objectAt(value, key) {
    const found = value?.[key];
    return isObject(found) ? found : undefined;
}
/** The objects in an array; everything else in it is left out. */
function objectsAt(value, key) {
    const found = value?.[key];
    return Array.isArray(found) ? found.filter(isObject) : [];
}
/** The strings in an array; everything else in it is left out. */
function stringsAt(value, key) {
    const found = value?.[key];
    return Array.isArray(found) ? found.filter((item) => typeof item === "string") : [];
}
/** `undefined` for an absent, empty or other value. */
function stringAt(value, key) {
    const found = value?.[key];
    return typeof found === "string" && found !== "" ? found : undefined;
}
function numberAt(value, key) {
    const found = value?.[key];
    return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}


/***/ }),

/***/ 3364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $b: () => (/* binding */ basesLabel),
/* harmony export */   I5: () => (/* binding */ parseMapLabel),
/* harmony export */   TI: () => (/* binding */ fingerprintLabel),
/* harmony export */   aW: () => (/* binding */ parentsLabel)
/* harmony export */ });
/** Labels that every image carries; a reuse is proven by them. */
/** All 64 hex digits of the image's fingerprint; checked before an image is reused. */
const fingerprintLabel = "io.ml-image-build.fingerprint";
/** JSON object: a base of this repository → its digest when this image was built. */
const parentsLabel = "io.ml-image-build.parents";
/** JSON object: an external base → the digests it resolved to when this image was built. */
const basesLabel = "io.ml-image-build.bases";
/** A label that holds a JSON object of texts; anything else counts as empty. */
function parseMapLabel(text) {
    try {
        const value = JSON.parse(text ?? "{}");
        if (typeof value !== "object" || value === null)
            return new Map();
        return new Map(Object.entries(value).filter((entry) => typeof entry[1] === "string"));
    }
    catch {
        return new Map();
    }
}


/***/ }),

/***/ 1328:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ createLimit)
/* harmony export */ });
function createLimit(width) {
    let running = 0;
    const waiting = [];
    return async (task) => {
        if (running >= width)
            await new Promise((resolve) => waiting.push(resolve));
        else
            running += 1;
        try {
            return await task();
        }
        finally {
            // The place goes straight to the next one, so `running` stays as it is.
            const next = waiting.shift();
            if (next === undefined)
                running -= 1;
            else
                next();
        }
    };
}


/***/ }),

/***/ 886:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $p: () => (/* binding */ OCI_INDEX),
/* harmony export */   EG: () => (/* binding */ OCI_MANIFEST),
/* harmony export */   Hj: () => (/* binding */ manifestTypeOf),
/* harmony export */   Ng: () => (/* binding */ parseManifest),
/* harmony export */   _P: () => (/* binding */ MANIFEST_TYPES),
/* harmony export */   ol: () => (/* binding */ digestOf)
/* harmony export */ });
/* unused harmony exports DOCKER_LIST, DOCKER_MANIFEST */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9869);
/* harmony import */ var _platforms_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8559);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9758);
/** What a manifest's bytes say: the four types that carry images, Docker's and OCI's, single and index. */




const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const MANIFEST_TYPES = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST];
const TOC = "containerd.io/snapshot/stargz/toc.digest";
/** `sha256:…` of bytes. */
function digestOf(bytes) {
    return `sha256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(bytes).digest("hex")}`;
}
/** `undefined`: neither an image manifest nor an index. The body's own `mediaType` wins over the header's, as its digest vouches for it. */
function parseManifest(bytes, mediaType) {
    const json = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJsonObject */ .dw)(bytes);
    if (json === undefined)
        return undefined;
    const type = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)(json, "mediaType") ?? mediaType;
    if (type === OCI_INDEX || type === DOCKER_LIST) {
        const entries = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .objectsAt */ .yR)(json, "manifests").map(parseIndexEntry);
        return entries.every((entry) => entry !== undefined) ? { kind: "index", entries } : undefined;
    }
    if (type !== OCI_MANIFEST && type !== DOCKER_MANIFEST)
        return undefined;
    const config = parseDescriptor((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(json, "config"));
    const layers = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .objectsAt */ .yR)(json, "layers").map(parseDescriptor);
    if (config === undefined || !layers.every((layer) => layer !== undefined))
        return undefined;
    return { kind: "image", config, layers };
}
/** The media type that a manifest must be sent with: its own, where it names one. */
function manifestTypeOf(bytes, header) {
    const told = header?.split(";", 1)[0]?.trim().toLowerCase();
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJsonObject */ .dw)(bytes), "mediaType") ?? told ?? "";
}
function parseDescriptor(json) {
    const digest = (0,_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDigest */ .m)((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)(json, "digest") ?? "");
    const size = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(json, "size");
    if (digest === undefined || size === undefined)
        return undefined;
    const toc = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(json, "annotations"), TOC);
    return {
        mediaType: (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)(json, "mediaType") ?? "",
        digest,
        size,
        ...(toc === undefined ? {} : { toc }),
    };
}
function parseIndexEntry(json) {
    const descriptor = parseDescriptor(json);
    if (descriptor === undefined)
        return undefined;
    const isAttestation = (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .stringAt */ .bX)((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(json, "annotations"), "vnd.docker.reference.type") === "attestation-manifest";
    const platform = isAttestation ? undefined : (0,_platforms_js__WEBPACK_IMPORTED_MODULE_3__/* .parsePlatformParts */ .HS)((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(json, "platform"));
    return { ...descriptor, platform };
}


/***/ }),

/***/ 2658:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  V: () => (/* binding */ openOciRegistry)
});

;// CONCATENATED MODULE: ./lib/registry/challenge.js
/** `WWW-Authenticate`, as registries send it (RFC 9110 §11.6.1, distribution's token specification). */
const PARAMETER = /([a-zA-Z_]+)="((?:[^"\\]|\\.)*)"|([a-zA-Z_]+)=([^\s",]+)/g;
/** The challenge to answer; Bearer is preferred where both are offered. `undefined`: none that we know. */
function parseChallenge(header) {
    if (header === null || header.length > 8_000)
        return undefined;
    const bearerAt = /(?:^|,\s*)Bearer\s+/i.exec(header);
    if (bearerAt !== null) {
        const parameters = new Map();
        for (const match of header.slice(bearerAt.index + bearerAt[0].length).matchAll(PARAMETER)) {
            const name = (match[1] ?? match[3] ?? "").toLowerCase();
            if (!parameters.has(name))
                parameters.set(name, (match[2] ?? match[4] ?? "").replace(/\\(.)/g, "$1"));
        }
        const realm = parameters.get("realm");
        if (realm !== undefined && /^https?:\/\//.test(realm)) {
            const scopes = (parameters.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
            return { kind: "bearer", realm, service: parameters.get("service"), scopes };
        }
    }
    return /(?:^|,\s*)Basic(?:\s|$)/i.test(header) ? { kind: "basic" } : undefined;
}

// EXTERNAL MODULE: ./lib/registry/reference.js
var registry_reference = __webpack_require__(9758);
;// CONCATENATED MODULE: ./lib/registry/host-url.js
/** Where a registry's HTTP interface answers. */

/** Plain HTTP is spoken with this machine only, as Docker does; everywhere else a token would be read on the way. */
function isPlainHttp(host) {
    const name = host.startsWith("[") ? host.slice(0, host.indexOf("]") + 1) : host.replace(/:\d+$/, "");
    return name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}
/** `https://HOST`, without a slash at the end. */
function baseUrlOf(host) {
    const apiHost = host === registry_reference/* DOCKER_HUB */.Xb ? "registry-1.docker.io" : host;
    return `${isPlainHttp(apiHost) ? "http" : "https"}://${apiHost}`;
}

// EXTERNAL MODULE: ./lib/registry/registry-error.js
var registry_error = __webpack_require__(1583);
// EXTERNAL MODULE: ./lib/registry/json.js
var registry_json = __webpack_require__(9869);
// EXTERNAL MODULE: ./lib/registry/retry.js
var retry = __webpack_require__(1653);
;// CONCATENATED MODULE: ./lib/registry/token-service.js



/** Docker's documented default where a token server tells no `expires_in`. */
const DEFAULT_TOKEN_SECONDS = 60;
const LARGEST_TOKEN_BYTES = 1024 * 1024;
/** The header for credentials that need no token server; `undefined` for an identity token. */
function basicHeader(credentials) {
    switch (credentials?.kind) {
        case "basic":
            return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
        case "registry-token":
            return `Bearer ${credentials.token}`;
        default:
            return undefined;
    }
}
/** Asks for a token; `scopes` are separated by spaces. Throws `RegistryError` and `TransientFailure`. */
async function requestToken(world, host, service, scopes, credentials) {
    if (credentials?.kind === "registry-token") {
        return { header: `Bearer ${credentials.token}`, expiresAt: Number.POSITIVE_INFINITY };
    }
    const query = new URLSearchParams();
    if (service.service !== undefined)
        query.set("service", service.service);
    const isOauth = credentials?.kind === "identity-token";
    if (isOauth) {
        query.set("grant_type", "refresh_token");
        query.set("client_id", "ml-image-build");
        query.set("refresh_token", credentials.token);
        if (scopes !== "")
            query.set("scope", scopes);
    }
    else {
        for (const scope of scopes.split(" ").filter((one) => one !== ""))
            query.append("scope", scope);
    }
    const url = new URL(service.realm);
    if (!isOauth)
        for (const [name, value] of query)
            url.searchParams.append(name, value);
    const authorization = basicHeader(credentials);
    const sentAt = world.clock.now();
    const answer = await world
        .http({
        method: isOauth ? "POST" : "GET",
        url: url.href,
        headers: isOauth
            ? { "content-type": "application/x-www-form-urlencoded" }
            : authorization === undefined
                ? {}
                : { authorization },
        ...(isOauth ? { body: Buffer.from(query.toString()) } : {}),
        redirect: "manual",
    })
        .then(async (response) => ({ response, body: await response.bytes() }))
        .catch((error) => {
        const { text, isLasting } = (0,retry/* describeConnectionError */.si)(error);
        const message = `${host}: no answer from its token server ${url.host}: ${text}`;
        if (isLasting)
            throw new registry_error/* RegistryError */.g("unreachable", message, { cause: error });
        throw new retry/* TransientFailure */.$r(message, { cause: error });
    });
    const { status, headers } = answer.response;
    if ((0,retry/* isTransientStatus */.Dm)(status)) {
        const retryAfterMs = (0,retry/* parseRetryAfter */.mu)(headers.get("retry-after"), world.clock.now());
        throw new retry/* TransientFailure */.$r(`${host}: its token server ${url.host} answered ${status}`, { retryAfterMs });
    }
    if (status < 200 || status > 299 || answer.body.length > LARGEST_TOKEN_BYTES) {
        const next = credentials === undefined
            ? "log in to it before this action (docker/login-action)"
            : "check the credentials that were given to docker login";
        throw new registry_error/* RegistryError */.g(status === 401 || status === 403 || status === 400 ? "denied" : "unexpected", `${host}: its token server ${url.host} answered ${status} for ${scopes}; ${next}`);
    }
    const json = (0,registry_json/* parseJsonObject */.dw)(answer.body);
    const token = (0,registry_json/* stringAt */.bX)(json, "token") ?? (0,registry_json/* stringAt */.bX)(json, "access_token");
    if (token === undefined) {
        throw new registry_error/* RegistryError */.g("unexpected", `${host}: its token server ${url.host} answered without a token`);
    }
    world.log.mask(token);
    const seconds = (0,registry_json/* numberAt */.tk)(json, "expires_in") ?? DEFAULT_TOKEN_SECONDS;
    // A tenth is left for the request that carries it and for clocks that differ.
    return { header: `Bearer ${token}`, expiresAt: sentAt + seconds * 900 };
}

;// CONCATENATED MODULE: ./lib/registry/authorizer.js




function openAuthorizer(world, host, source) {
    let scheme = {
        kind: "unknown",
    };
    const tokens = new Map();
    async function bearer(service, scopes) {
        const key = keyOf(service, scopes);
        const known = await tokens.get(key);
        if (known !== undefined && known.expiresAt > world.clock.now())
            return known.header;
        // Concurrent callers of one scope share the request; a failed one is not kept.
        const pending = source.read().then((credentials) => requestToken(world, host, service, key, credentials));
        tokens.set(key, pending);
        pending.catch(() => tokens.delete(key));
        return (await pending).header;
    }
    return {
        async headerFor(scopes) {
            if (scheme.kind === "bearer")
                return bearer(scheme, scopes);
            if (scheme.kind === "unknown" && !source.isBasic)
                return undefined;
            return basicHeader(await source.read());
        },
        async learn(header, scopes, sent) {
            const challenge = parseChallenge(header);
            if (challenge?.kind === "bearer") {
                const realmHost = new URL(challenge.realm);
                if (realmHost.protocol !== "https:" && !isPlainHttp(host)) {
                    throw new registry_error/* RegistryError */.g("denied", `${host}: its token server ${challenge.realm} is not https`);
                }
                const hostScopes = challenge.scopes.filter((scope) => !scope.startsWith("repository:"));
                scheme = { kind: "bearer", realm: challenge.realm, service: challenge.service, hostScopes };
                // Only the token that was refused is thrown away: sixteen requests may come back with 401 at once.
                const key = keyOf(scheme, scopes);
                const known = await tokens.get(key);
                if (known !== undefined && known.header === sent)
                    tokens.delete(key);
                return true;
            }
            if (challenge === undefined)
                return false;
            scheme = { kind: "basic" };
            const next = basicHeader(await source.read());
            return next !== undefined && next !== sent;
        },
        async renew() {
            tokens.clear();
            return source.renew();
        },
    };
}
/** The scopes of a token, as they are sent and as it is found again. */
function keyOf(service, scopes) {
    return [...new Set([...service.hostScopes, ...scopes])].sort().join(" ");
}

// EXTERNAL MODULE: ./lib/registry/limit.js
var registry_limit = __webpack_require__(1328);
;// CONCATENATED MODULE: ./lib/registry/outage.js

const FRESH_MS = 30_000;
/** One alone may be out of order: a cache repository must not cost the images theirs. */
const REPOSITORIES_OF_AN_OUTAGE = 2;
function createOutage(world) {
    const down = new Map();
    return {
        throwIfDown(path) {
            const now = world.clock.now();
            for (const [one, { since }] of down)
                if (now - since >= FRESH_MS)
                    down.delete(one);
            const known = down.get(path);
            const [any] = down.size >= REPOSITORIES_OF_AN_OUTAGE ? down.values() : [];
            const outage = known ?? any;
            if (outage !== undefined)
                throw outage.error;
        },
        async watch(path, request) {
            try {
                const answer = await request();
                down.clear();
                return answer;
            }
            catch (error) {
                // A cause means that the connection failed; a 503 for one repository says nothing about the others.
                const isOutage = error instanceof registry_error/* RegistryError */.g && error.kind === "unreachable" && error.cause !== undefined;
                const isKnown = [...down.values()].some((one) => one.error === error);
                if (isOutage && !isKnown)
                    down.set(path, { error, since: world.clock.now() });
                throw error;
            }
        },
    };
}

;// CONCATENATED MODULE: ./lib/registry/http-client.js







const DEFAULT_RETRIES = 4;
const DEFAULT_TIMEOUT_MS = 30_000;
const CONCURRENT_REQUESTS = 16;
/** With all its retries and waits. A registry that asks for more patience is told about, not waited for. */
const LONGEST_REQUEST_MS = 90_000;
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;
const REDIRECTS = 5;
/** A client for one host; made once for a run, because it remembers tokens and holds the concurrency limit. */
function openRegistryHttp(world, host, options) {
    const base = new URL(baseUrlOf(host)).origin;
    const authorizer = openAuthorizer(world, host, options.credentials);
    const limit = (0,registry_limit/* createLimit */.K)(CONCURRENT_REQUESTS);
    const outage = createOutage(world);
    const retries = options.retries ?? DEFAULT_RETRIES;
    async function exchange(request, authorization) {
        let url = new URL(request.url, base);
        const timeoutMs = request.timeoutMs ?? options.timeoutMs;
        for (let hops = 0;; hops++) {
            const isOwn = url.origin === base;
            const response = await world
                .http({
                method: request.method,
                url: url.href,
                headers: { ...request.headers, ...(isOwn && authorization !== undefined ? { authorization } : {}) },
                ...(request.body === undefined ? {} : { body: request.body }),
                ...(timeoutMs === undefined ? {} : { timeoutMs }),
                redirect: "manual",
            })
                .catch((error) => fail(error, host));
            const location = response.headers.get("location");
            const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
            if (!isRedirect || request.body !== undefined || hops >= REDIRECTS)
                return response;
            // Blobs come from a storage service, whose signed URL wants no credentials of ours.
            await discard(response);
            url = new URL(location, url);
        }
    }
    async function open(request) {
        const scopes = scopesOf(request);
        const header = await authorizer.headerFor(scopes);
        const response = await exchange(request, header);
        // A body that is a stream is gone after the first try; the next attempt comes with a new one.
        const isReplayable = !(request.body instanceof ReadableStream);
        if (response.status === 401) {
            if (await authorizer.learn(response.headers.get("www-authenticate"), scopes, header)) {
                await discard(response);
                if (!isReplayable)
                    throw new retry/* TransientFailure */.$r(`${host}: asks for a login`, { retryAfterMs: 0 });
                return check(await exchange(request, await authorizer.headerFor(scopes)), request);
            }
        }
        return check(response, request);
    }
    /** Turns refusals and overload into errors; an expired token (ECR: 403) is renewed for the next attempt. */
    async function check(response, request) {
        const { status } = response;
        if (status !== 401 && status !== 403 && !(0,retry/* isTransientStatus */.Dm)(status))
            return response;
        const { said } = errorsOf(await readBody(response, LARGEST_ANSWER_BYTES, host));
        const what = `${host}/${request.path}: ${request.access === "pull" ? "reading" : "writing"}`;
        if (status !== 401 && status !== 403) {
            const retryAfterMs = (0,retry/* parseRetryAfter */.mu)(response.headers.get("retry-after"), world.clock.now());
            throw new retry/* TransientFailure */.$r(`${what} failed with ${status}${said}`, { retryAfterMs });
        }
        if (/expired/i.test(said) && (await authorizer.renew())) {
            throw new retry/* TransientFailure */.$r(`${what}: the login ran out`, { retryAfterMs: 0 });
        }
        const next = options.explainDenied?.(request.path, request.access) ??
            `log in to it before this action (docker/login-action), with the right to ${request.access}`;
        throw new registry_error/* RegistryError */.g("denied", `${what} was denied (${status}${said}); ${next}`);
    }
    return {
        host,
        retries,
        limit,
        open,
        send: (request, { largestBytes = LARGEST_ANSWER_BYTES, problemOf, patienceMs = LONGEST_REQUEST_MS } = {}) => outage.watch(request.path, () => (0,retry/* withRetries */.LH)(world, { retries, budgetMs: patienceMs }, () => limit(async () => {
            outage.throwIfDown(request.path);
            const timeoutMs = request.timeoutMs ?? options.timeoutMs;
            const isHasty = patienceMs < (timeoutMs ?? DEFAULT_TIMEOUT_MS);
            const response = await open(isHasty ? { ...request, timeoutMs: patienceMs } : request);
            const isError = response.status >= 400;
            const body = await readBody(response, isError ? LARGEST_ANSWER_BYTES : largestBytes, host);
            const errors = isError ? errorsOf(body) : { codes: [], said: "" };
            const answer = { status: response.status, headers: response.headers, body, ...errors };
            const problem = problemOf?.(answer);
            if (problem === undefined)
                return answer;
            throw new retry/* TransientFailure */.$r(`${host}/${request.path}: ${problem}`, { kind: "unexpected" });
        }))),
    };
}
/** The error for an answer that fits nothing. */
function unexpectedAnswer(host, what, answer) {
    return new registry_error/* RegistryError */.g("unexpected", `${host}: ${what} answered ${answer.status}${answer.said}`);
}
/** Lets the connection go without reading the rest. */
async function discard(response) {
    await response.stream?.cancel().catch(() => { });
}
async function readBody(response, largestBytes, host) {
    if (response.stream === undefined)
        return Buffer.alloc(0);
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of response.stream) {
            size += chunk.length;
            if (size > largestBytes)
                break;
            chunks.push(chunk);
        }
    }
    catch (error) {
        fail(error, host);
    }
    if (size <= largestBytes)
        return Buffer.concat(chunks);
    throw new registry_error/* RegistryError */.g("unexpected", `${host}: an answer is longer than ${largestBytes} bytes`);
}
function fail(error, host) {
    const { text, isLasting } = (0,retry/* describeConnectionError */.si)(error);
    const message = `${host} gave no answer: ${text}`;
    if (isLasting)
        throw new registry_error/* RegistryError */.g("unreachable", message, { cause: error });
    throw new retry/* TransientFailure */.$r(message, { cause: error });
}
function errorsOf(body) {
    const errors = (0,registry_json/* objectsAt */.yR)((0,registry_json/* parseJsonObject */.dw)(body), "errors").slice(0, 5);
    const codes = errors.map((error) => ((0,registry_json/* stringAt */.bX)(error, "code") ?? "").toUpperCase());
    const texts = errors.map((error) => `${(0,registry_json/* stringAt */.bX)(error, "code") ?? ""} ${(0,registry_json/* stringAt */.bX)(error, "message") ?? ""}`.trim());
    const plain = body.length > 0 && body.length < 300 && !body.includes("<") ? [body.toString("utf8").trim()] : [];
    const said = (errors.length > 0 ? texts : plain).join("; ");
    return { codes, said: said === "" ? "" : ` ${said}` };
}
function scopesOf(request) {
    if (request.path === "")
        return [];
    const actions = { pull: "pull", push: "pull,push", delete: "pull,delete" }[request.access];
    const from = request.fromPath === undefined ? [] : [`repository:${request.fromPath}:pull`];
    return [`repository:${request.path}:${actions}`, ...from];
}

// EXTERNAL MODULE: ./lib/registry/manifest.js
var registry_manifest = __webpack_require__(886);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:stream/promises"
var promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./lib/registry/unpacked-size.js
/** How large a layer is when it is unpacked: counted, because gzip's own figure wraps at 4 GiB and knows one member only. */





/** Bytes of the tar inside a gzip layer; throws TransientFailure where what came is not the layer, whole. */
async function countUnpacked(blob, stream) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    let bytes = 0;
    const watch = async function* (source) {
        for await (const chunk of source) {
            hash.update(chunk);
            yield chunk;
        }
    };
    try {
        await (0,promises_.pipeline)(external_node_stream_.Readable.from(watch(stream), { objectMode: false }), (0,external_node_zlib_.createGunzip)({ chunkSize: 1024 ** 2 }), async (source) => {
            for await (const chunk of source)
                bytes += chunk.length;
        });
    }
    catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new retry/* TransientFailure */.$r(`the layer ${blob.digest} cannot be unpacked: ${why}`, {
            kind: "unexpected",
            cause: error,
        });
    }
    if (`sha256:${hash.digest("hex")}` === blob.digest)
        return bytes;
    throw new retry/* TransientFailure */.$r(`the layer ${blob.digest} came damaged`, { kind: "unexpected" });
}

;// CONCATENATED MODULE: ./lib/registry/blobs.js





const SHORTEST_TRANSFER_MS = 10 * 60_000;
/** One megabyte a second: slower is a hanging connection. */
const SLOWEST_BYTES_PER_MS = 1_000;
const CANCEL_TIMEOUT_MS = 5_000;
const BINARY = "application/octet-stream";
function createBlobs(world, http) {
    async function exists(path, digest) {
        const answer = await http.send({
            method: "HEAD",
            url: `/v2/${path}/blobs/${digest}`,
            path,
            access: "push",
        });
        return answer.status === 200;
    }
    /** Begins an upload, or mounts: `undefined` means that the blob is there already. */
    async function begin(path, query, { fromPath, patienceMs } = {}) {
        const from = fromPath === undefined ? {} : { fromPath };
        const answer = await http.send({ method: "POST", url: `/v2/${path}/blobs/uploads/${query}`, path, access: "push", ...from }, { patienceMs });
        if (answer.status === 201)
            return undefined;
        const location = answer.headers.get("location");
        if (answer.status === 202 && location !== null)
            return location;
        throw uploadError(http.host, path, answer);
    }
    function readBlob(path, blob, use) {
        const timeoutMs = SHORTEST_TRANSFER_MS + Math.ceil(blob.size / SLOWEST_BYTES_PER_MS);
        const url = `/v2/${path}/blobs/${blob.digest}`;
        return (0,retry/* withRetries */.LH)(world, { retries: http.retries, budgetMs: 2 * timeoutMs }, () => http.limit(async () => {
            const source = await http.open({ method: "GET", url, path, access: "pull", timeoutMs });
            if (source.status === 200 && source.stream !== undefined)
                return use(source.stream);
            await discard(source);
            throw lostLayer(http.host, path, blob, source.status);
        }));
    }
    return {
        async getBlob(path, digest, largestBytes) {
            const answer = await http.send({ method: "GET", url: `/v2/${path}/blobs/${digest}`, path, access: "pull" }, {
                largestBytes,
                problemOf: ({ status, body }) => status === 200 && (0,registry_manifest/* digestOf */.ol)(body) !== digest ? `the blob ${digest} came damaged` : undefined,
            });
            if (answer.status === 404)
                return undefined;
            if (answer.status !== 200)
                throw unexpectedAnswer(http.host, `the blob ${digest} of ${path}`, answer);
            return answer.body;
        },
        async readPart(path, digest, from, length) {
            const range = `bytes=${from}-${from + length - 1}`;
            const answer = await http.send({ method: "GET", url: `/v2/${path}/blobs/${digest}`, path, access: "pull", headers: { range } }, {
                largestBytes: length,
                problemOf: ({ status, body }) => status === 206 && body.length !== length ? `a part of ${digest} came short` : undefined,
            });
            if (answer.status === 206 || (answer.status === 200 && answer.body.length === length))
                return answer.body;
            throw unexpectedAnswer(http.host, `a part of ${digest} of ${path}`, answer);
        },
        async probePush(path, patienceMs) {
            const location = await begin(path, "", { patienceMs });
            if (location === undefined)
                return;
            // Nobody waits for it; a registry that cannot cancel (ECR) forgets the upload by itself.
            void http
                .open({ method: "DELETE", url: location, path, access: "push", timeoutMs: CANCEL_TIMEOUT_MS })
                .then(discard)
                .catch(() => { });
        },
        async putBlob(path, bytes) {
            const digest = (0,registry_manifest/* digestOf */.ol)(bytes);
            if (await exists(path, digest))
                return digest;
            const location = await begin(path, "");
            if (location === undefined)
                return digest;
            const answer = await http.send({
                method: "PUT",
                url: withDigest(location, digest),
                path,
                access: "push",
                headers: { "content-type": BINARY, "content-length": String(bytes.length) },
                body: bytes,
            });
            if (answer.status === 201 || answer.status === 204)
                return digest;
            // A retry of a PUT whose answer was lost finds its upload session gone, and the blob there.
            if (answer.status === 404 && (await exists(path, digest)))
                return digest;
            throw uploadError(http.host, path, answer);
        },
        async mountBlob(fromPath, toPath, digest) {
            if (await exists(toPath, digest))
                return true;
            const query = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(fromPath)}`;
            // A registry that does not mount begins an upload, which it forgets by itself.
            return (await begin(toPath, query, { fromPath })) === undefined;
        },
        countUnpacked: (path, blob) => readBlob(path, blob, (stream) => countUnpacked(blob, stream)),
        readBlob,
        async transferBlob(fromPath, toPath, blob) {
            if (await exists(toPath, blob.digest))
                return;
            const timeoutMs = SHORTEST_TRANSFER_MS + Math.ceil(blob.size / SLOWEST_BYTES_PER_MS);
            const mount = `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(fromPath)}`;
            await (0,retry/* withRetries */.LH)(world, { retries: http.retries, budgetMs: 2 * timeoutMs }, async () => {
                const location = await begin(toPath, mount, { fromPath });
                if (location === undefined)
                    return;
                await http.limit(async () => {
                    const url = `/v2/${fromPath}/blobs/${blob.digest}`;
                    const source = await http.open({ method: "GET", url, path: fromPath, access: "pull", timeoutMs });
                    if (source.status !== 200 || source.stream === undefined) {
                        await discard(source);
                        throw lostLayer(http.host, fromPath, blob, source.status);
                    }
                    const target = await http
                        .open({
                        method: "PUT",
                        url: withDigest(location, blob.digest),
                        path: toPath,
                        access: "push",
                        headers: { "content-type": BINARY, "content-length": String(blob.size) },
                        body: source.stream,
                        timeoutMs,
                    })
                        .catch((error) => retryIfConnection(error));
                    await discard(target);
                    if (target.status === 201 || target.status === 204)
                        return;
                    // The registry checked the digest of what came: a source that broke off is told so here.
                    throw new retry/* TransientFailure */.$r(`${http.host}/${toPath}: a layer was refused with ${target.status}`, {
                        kind: "unexpected",
                    });
                });
            });
        },
    };
}
function lostLayer(host, path, { digest }, status) {
    const lost = `${host}/${path}: its layer ${digest} is not there (${status})`;
    return new registry_error/* RegistryError */.g("unexpected", `${lost}; build the image again (input rebuild)`);
}
/** A session's address has a query of its own on most registries. */
function withDigest(location, digest) {
    return `${location}${location.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`;
}
/** Breaking off while reading the source surfaces as an error of the upload's body. */
function retryIfConnection(error) {
    if (error instanceof retry/* TransientFailure */.$r || error instanceof registry_error/* RegistryError */.g)
        throw error;
    throw new retry/* TransientFailure */.$r((0,retry/* describeConnectionError */.si)(error).text, { cause: error });
}
function uploadError(host, path, answer) {
    if (answer.status === 404 && answer.codes.includes("NAME_UNKNOWN")) {
        return new registry_error/* RegistryError */.g("missing-repository", `${host}/${path} does not exist:${answer.said}`);
    }
    return unexpectedAnswer(host, `an upload to ${path}`, answer);
}

;// CONCATENATED MODULE: ./lib/registry/copy.js


/** An index of indexes is allowed by the specification; a deep one is not an image. */
const DEEPEST = 3;
/**
 * Copies everything that a manifest names, but not the manifest: whoever writes it gives it its tag.
 * Throws `RegistryError`; what was copied before a failure stays, and makes the next try shorter.
 */
function copyContent(registry, fromPath, toPath, manifest) {
    return copyParts(registry, fromPath, toPath, manifest, DEEPEST);
}
async function copyParts(registry, fromPath, toPath, manifest, depth) {
    const parsed = depth > 0 ? (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType) : undefined;
    if (parsed === undefined) {
        throw new registry_error/* RegistryError */.g("unexpected", `${fromPath}@${manifest.digest} is no image that can be copied`);
    }
    if (parsed.kind === "image") {
        const blobs = [...new Map([parsed.config, ...parsed.layers].map((blob) => [blob.digest, blob])).values()];
        await Promise.all(blobs.filter(isInRegistry).map((blob) => registry.transferBlob(fromPath, toPath, blob)));
        return;
    }
    for (const entry of parsed.entries) {
        const child = await registry.getManifest(fromPath, entry.digest);
        if (child.kind === "absent") {
            throw new registry_error/* RegistryError */.g("unexpected", `${fromPath}@${manifest.digest}: its part ${entry.digest} is not in the registry any more; ` +
                "build the image again (input rebuild)");
        }
        await copyParts(registry, fromPath, toPath, child.manifest, depth - 1);
        await registry.putManifest(toPath, entry.digest, child.manifest);
    }
}
/** Layers of Windows bases may lie at Microsoft's servers only; registries do not ask for them. */
function isInRegistry(blob) {
    return !/foreign|nondistributable/.test(blob.mediaType);
}

;// CONCATENATED MODULE: ./lib/registry/manifests.js




const ACCEPT = registry_manifest/* MANIFEST_TYPES */._P.join(", ");
function createManifests(http) {
    const urlOf = (path, reference) => `/v2/${path}/manifests/${reference}`;
    const getManifest = async (path, reference) => {
        const answer = await http.send({ method: "GET", url: urlOf(path, reference), path, access: "pull", headers: { accept: ACCEPT } }, { problemOf: (candidate) => damageOf(candidate, reference) });
        if (answer.status === 404) {
            return { kind: "absent", isRepositoryMissing: answer.codes.includes("NAME_UNKNOWN") };
        }
        if (answer.status !== 200)
            throw unexpectedAnswer(http.host, `${path}:${reference}`, answer);
        const mediaType = (0,registry_manifest/* manifestTypeOf */.Hj)(answer.body, answer.headers.get("content-type"));
        return { kind: "found", manifest: { digest: (0,registry_manifest/* digestOf */.ol)(answer.body), mediaType, bytes: answer.body } };
    };
    return {
        getManifest,
        async headManifest(path, reference, patienceMs) {
            const request = {
                url: urlOf(path, reference),
                path,
                access: "pull",
                headers: { accept: ACCEPT },
            };
            const answer = await http.send({ method: "HEAD", ...request }, { patienceMs });
            if (answer.status === 404)
                return undefined;
            const digest = (0,registry_reference/* parseDigest */.m)(answer.headers.get("docker-content-digest") ?? "");
            if (answer.status !== 200)
                throw unexpectedAnswer(http.host, `${path}:${reference}`, answer);
            const mediaType = (answer.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
            if (digest !== undefined)
                return { digest, mediaType };
            // The header is optional by the specification; the body's own hash is what it would say.
            const whole = await getManifest(path, reference);
            return whole.kind === "found" ? whole.manifest : undefined;
        },
        async deleteManifest(path, reference) {
            const answer = await http.send({
                method: "DELETE",
                url: urlOf(path, reference),
                path,
                access: "delete",
            });
            if (answer.status === 202 || answer.status === 200 || answer.status === 204)
                return "deleted";
            if (answer.status === 404)
                return "absent";
            // 400: a registry that takes digests only finds the tag a malformed one.
            if (answer.status === 405 || answer.codes.includes("UNSUPPORTED") || answer.status === 400) {
                return "unsupported";
            }
            throw unexpectedAnswer(http.host, `deleting ${path}:${reference}`, answer);
        },
        async putManifest(path, reference, { bytes, mediaType }) {
            const answer = await http.send({
                method: "PUT",
                url: urlOf(path, reference),
                path,
                access: "push",
                headers: { "content-type": mediaType },
                body: bytes,
            });
            if (answer.status >= 200 && answer.status < 300)
                return (0,registry_manifest/* digestOf */.ol)(bytes);
            const what = `${http.host}/${path}:${reference}`;
            // ECR: 400 TAG_INVALID, Harbor: 412, GitLab and others: 4xx; the word is all they share.
            if (answer.status < 500 && /immutable/i.test(answer.said)) {
                throw new registry_error/* RegistryError */.g("immutable", `${what} exists and cannot be overwritten:${answer.said}`);
            }
            if (answer.codes.includes("NAME_UNKNOWN")) {
                throw new registry_error/* RegistryError */.g("missing-repository", `${http.host}/${path} does not exist:${answer.said}`);
            }
            throw unexpectedAnswer(http.host, `writing the manifest of ${path}:${reference}`, answer);
        },
    };
}
/** A proxy between us may cut a body short or serve another one; asking again usually mends it. */
function damageOf(answer, reference) {
    if (answer.status !== 200)
        return undefined;
    const expected = (0,registry_reference/* parseDigest */.m)(reference) ?? (0,registry_reference/* parseDigest */.m)(answer.headers.get("docker-content-digest") ?? "");
    const found = (0,registry_manifest/* digestOf */.ol)(answer.body);
    if (expected === undefined || expected === found)
        return undefined;
    return `the manifest of ${reference} should have the digest ${expected}, its bytes have ${found}`;
}

;// CONCATENATED MODULE: ./lib/registry/oci.js




const TAGS_PER_PAGE = 1_000;
const PAGES = 10;
/** Opens a host; nothing is sent yet. At most 16 requests to it are under way at a time. */
function openOciRegistry(world, host, options) {
    const http = openRegistryHttp(world, host, options);
    const manifests = createManifests(http);
    const blobs = createBlobs(world, http);
    return {
        host,
        ...manifests,
        ...blobs,
        copyContent: (fromPath, toPath, manifest) => copyContent({ ...manifests, ...blobs }, fromPath, toPath, manifest),
        async listTags(path) {
            const tags = [];
            let url = `/v2/${path}/tags/list?n=${TAGS_PER_PAGE}`;
            for (let page = 0; url !== undefined && page < PAGES; page++) {
                const answer = await http.send({ method: "GET", url, path, access: "pull" });
                if (answer.status === 404)
                    return [];
                const { names, next } = parseTagPage(answer.body, answer.headers.get("link"));
                if (answer.status !== 200 || names === undefined) {
                    throw unexpectedAnswer(host, `the tag list of ${path}`, answer);
                }
                tags.push(...names);
                // Only a path of this registry is followed: the header must not lead our credentials elsewhere.
                url = next?.startsWith("/v2/") ? next : undefined;
            }
            return tags;
        },
    };
}
function parseTagPage(body, link) {
    const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
    try {
        const json = JSON.parse(body.toString("utf8"));
        if (typeof json !== "object" || json === null || !("tags" in json))
            return { names: undefined, next };
        // A repository whose tags were all deleted has `"tags": null`.
        const names = Array.isArray(json.tags) ? json.tags.filter((tag) => typeof tag === "string") : [];
        return { names, next: next?.replace(/^https?:\/\/[^/]+/, "") };
    }
    catch {
        return { names: undefined, next };
    }
}


/***/ }),

/***/ 8559:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HS: () => (/* binding */ parsePlatformParts),
/* harmony export */   SW: () => (/* binding */ isSamePlatform),
/* harmony export */   iQ: () => (/* binding */ splitPlatform),
/* harmony export */   xV: () => (/* binding */ choosePlatform)
/* harmony export */ });
/* unused harmony export normalizePlatform */
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9869);

/** Of an index entry's `platform` or an image config; `undefined`: none, or `unknown/unknown`. */
function parsePlatformParts(json) {
    const os = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(json, "os");
    const architecture = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(json, "architecture");
    if (os === undefined || architecture === undefined)
        return undefined;
    if (os === "unknown" || architecture === "unknown")
        return undefined;
    return normalizePlatform(os, architecture, (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .stringAt */ .bX)(json, "variant") ?? "");
}
/** `linux/arm64/v8` → its parts; the parser of `Platform` has checked the form. */
function splitPlatform(platform) {
    const [os = "", architecture = "", variant = ""] = platform.split("/");
    return normalizePlatform(os, architecture, variant);
}
/** The same image may call itself `aarch64`, `arm64` or `arm64/v8`. */
function normalizePlatform(os, architecture, variant) {
    const arch = architecture.toLowerCase();
    const step = variant.toLowerCase().replace(/^(\d)/, "v$1");
    const lowerOs = os.toLowerCase() === "macos" ? "darwin" : os.toLowerCase();
    const parts = (name, kind) => ({
        os: lowerOs,
        architecture: name,
        variant: kind,
    });
    switch (arch) {
        case "i386":
            return parts("386", "");
        case "x86_64":
        case "x86-64":
        case "amd64":
            return parts("amd64", step === "v1" ? "" : step);
        case "aarch64":
        case "arm64":
            return parts("arm64", step === "v8" || step === "v8.0" ? "" : step);
        case "armhf":
            return parts("arm", "v7");
        case "armel":
            return parts("arm", "v6");
        case "arm":
            return parts("arm", step === "" ? "v7" : step);
        default:
            return parts(arch, step);
    }
}
function isSamePlatform(a, b) {
    return a.os === b.os && a.architecture === b.architecture && a.variant === b.variant;
}
/**
 * What BuildKit would take from an index for a platform: the exact one, else an older variant that runs on
 * it, newest first (`arm/v7` runs `v6`, an arm64 machine runs 32-bit arm).
 */
function choosePlatform(entries, wanted) {
    for (const candidate of compatiblePlatforms(wanted)) {
        const found = entries.find((entry) => entry.platform !== undefined && isSamePlatform(entry.platform, candidate));
        if (found !== undefined)
            return found;
    }
    return undefined;
}
function compatiblePlatforms(wanted) {
    const olderThan = (architecture, from, to) => {
        const list = [];
        for (let step = from; step >= to; step--)
            list.push(normalizePlatform(wanted.os, architecture, `v${step}`));
        return list;
    };
    const level = Number(/^v(\d)/.exec(wanted.variant)?.[1] ?? Number.NaN);
    if (wanted.architecture === "amd64" && level > 1)
        return [wanted, ...olderThan("amd64", level - 1, 1)];
    if (wanted.architecture === "arm" && level > 5)
        return [wanted, ...olderThan("arm", level - 1, 5)];
    if (wanted.architecture === "arm64") {
        return [wanted, normalizePlatform(wanted.os, "arm64", "v8"), ...olderThan("arm", 8, 5)];
    }
    return [wanted];
}


/***/ }),

/***/ 6950:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EQ: () => (/* binding */ parseOnDemand),
/* harmony export */   aE: () => (/* binding */ readRecord),
/* harmony export */   f6: () => (/* binding */ baselineTags),
/* harmony export */   j$: () => (/* binding */ lastRecordTags),
/* harmony export */   rh: () => (/* binding */ writeRecord),
/* harmony export */   s$: () => (/* binding */ continueHistory),
/* harmony export */   s4: () => (/* binding */ findPulls),
/* harmony export */   yg: () => (/* binding */ recordTag)
/* harmony export */ });
/* unused harmony exports RECORD_TYPE, parseRecord */
/* harmony import */ var _lazy_saved_time_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9691);
/* harmony import */ var _lazy_unkept_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(39);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9869);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(886);
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1583);





const MAX_HISTORY = 30;
/** The history of a build whose line's last record is `last`. */
function continueHistory(last) {
    if (last === undefined)
        return [];
    const { builtAt, commit, durationSeconds, sizeBytes, hits } = last;
    const entry = {
        builtAt,
        durationSeconds,
        ...(commit === undefined ? {} : { commit }),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(hits === undefined || hits.total === 0 ? {} : { hitRate: hits.cached / hits.total }),
    };
    return [...(last.history ?? []), entry].slice(-MAX_HISTORY);
}
/** What pulling layers took when it was last done, as records tell. */
function findPulls(records) {
    const known = [records?.last, records?.baseline].filter((record) => record !== undefined);
    return known.map(({ pulls, steps }) => pulls ?? (0,_lazy_saved_time_js__WEBPACK_IMPORTED_MODULE_2__/* .measurePulls */ .D)(steps)).find((pulls) => pulls !== undefined);
}
const RECORD_TYPE = "application/vnd.ml-image-build.record.v1+json";
const EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
/** A record of 50,000 files is about 6 MB. */
const LARGEST_RECORD = 16 * 1024 * 1024;
/** The record of one fingerprint: `record-<20 hex>`, in an untrusted run `pr12-record-<20 hex>`. */
function recordTag(trigger, fingerprint) {
    const prefix = trigger.scope.kind === "trusted" ? "" : trigger.scope.prefix;
    return `${prefix}record-${fingerprint.slice(0, 20)}`;
}
/** The record of the line's last build, own scope first: `pr12-record-last`, `record-last`. */
function lastRecordTags(trigger) {
    return trigger.scope.kind === "trusted"
        ? ["record-last"]
        : [`${trigger.scope.prefix}record-last`, "record-last"];
}
/** What a build is compared with: a pull request with the branch it merges into, else the line's last build. */
function baselineTags({ scope, baseScope }) {
    if (scope.kind === "trusted")
        return ["record-last"];
    if (baseScope !== undefined)
        return [`${baseScope}record-last`, "record-last"];
    return scope.prefix.startsWith("branch-") ? [`${scope.prefix}record-last`, "record-last"] : ["record-last"];
}
/** Throws RegistryError; the caller decides that a lost record is no failure. */
async function writeRecord(store, repository, tags, record) {
    const path = store.pathOf(repository);
    const config = Buffer.from("{}");
    const layer = Buffer.from(JSON.stringify(record));
    await Promise.all([config, layer].map((blob) => store.registry.putBlob(path, blob)));
    const bytes = Buffer.from(JSON.stringify({
        schemaVersion: 2,
        mediaType: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .OCI_MANIFEST */ .EG,
        artifactType: RECORD_TYPE,
        config: { mediaType: EMPTY_TYPE, digest: (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(config), size: config.length },
        layers: [{ mediaType: RECORD_TYPE, digest: (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(layer), size: layer.length }],
    }));
    const manifest = { digest: (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(bytes), mediaType: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .OCI_MANIFEST */ .EG, bytes };
    await Promise.all(tags.map((tag) => store.tag(repository, manifest, tag)));
}
/** The first of `tags` that has a record that can be read; `undefined` where none has one. Throws RegistryError where one is there and none can be read. */
async function readRecord(store, repository, tags) {
    const found = await store.find(repository, tags);
    let failure;
    for (const tag of tags) {
        const manifest = found.get(tag);
        if (manifest === undefined)
            continue;
        try {
            return await readOne(store, repository, manifest);
        }
        catch (error) {
            if (!(error instanceof _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g))
                throw error;
            failure ??= new _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g(error.kind, `${tag}: ${error.message}`, { cause: error });
        }
    }
    if (failure !== undefined)
        throw failure;
    return undefined;
}
async function readOne(store, repository, { bytes }) {
    const layers = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJsonObject */ .dw)(bytes)?.layers;
    const [layer] = Array.isArray(layers) ? layers.filter(_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isObject */ .Gv) : [];
    if (layer?.mediaType !== RECORD_TYPE || typeof layer.digest !== "string")
        throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g("unexpected", "it is no build record");
    const digest = layer.digest;
    const blob = await store.registry.getBlob(store.pathOf(repository), digest, LARGEST_RECORD);
    const record = blob === undefined ? undefined : parseRecord((0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJsonObject */ .dw)(blob));
    if (record !== undefined)
        return record;
    throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .g("unexpected", blob === undefined ? "its content is gone" : "it has another form");
}
/** Another version's record, or something else: `undefined`. What is of another type in it is left out. */
function parseRecord(json) {
    if (json?.version !== 1 || !Array.isArray(json.components))
        return undefined;
    const components = json.components.filter((one) => (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isObject */ .Gv)(one) && [one.kind, one.name, one.value].every((part) => typeof part === "string"));
    const known = without(json, "hits", "branch", "onDemand", "pulls", "unkept");
    const [cached, total] = ["cached", "total"].map((key) => (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)((0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(json, "hits"), key));
    const branch = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(json, "branch");
    return {
        ...known,
        components,
        commit: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(json, "commit"),
        builtAt: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .stringAt */ .bX)(json, "builtAt") ?? "",
        durationSeconds: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "durationSeconds") ?? 0,
        sizeBytes: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "sizeBytes"),
        ...(cached === undefined || total === undefined ? {} : { hits: { cached, total } }),
        ...(branch === undefined ? {} : { branch }),
        ...parsePulls((0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(json, "pulls")),
        ...parseOnDemand(json),
        ...(0,_lazy_unkept_js__WEBPACK_IMPORTED_MODULE_4__/* .parseUnkept */ .tN)(json),
        steps: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(json, "steps").filter(isStep),
        layers: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(json, "layers").filter(isLayer),
        history: (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(json, "history").filter(isEntry),
    };
}
/** What is read apart, and is not there where it is something else. */
function without(json, ...read) {
    const others = Object.entries(json).filter(([key]) => !read.some((one) => one === key));
    return Object.fromEntries(others);
}
function parsePulls(json) {
    const [bytes = 0, seconds = 0] = [(0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "bytes"), (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "seconds")];
    return bytes > 0 && seconds > 0 ? { pulls: { bytes, seconds } } : {};
}
/** Of a record or a report; what is no amount is left out. */
function parseOnDemand(of) {
    const json = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(of, "onDemand");
    const [readBytes = -1, plainBytes = -1] = [(0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "readBytes"), (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "plainBytes")];
    if (readBytes < 0 || plainBytes < readBytes)
        return {};
    const savedSeconds = (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, "savedSeconds") ?? -1;
    return { onDemand: { readBytes, plainBytes, ...(savedSeconds < 0 ? {} : { savedSeconds }) } };
}
function isStep(one) {
    return typeof one.name === "string" && typeof one.seconds === "number" && typeof one.cached === "boolean";
}
function isLayer(one) {
    return typeof one.digest === "string" && typeof one.bytes === "number";
}
function isEntry(one) {
    return typeof one.builtAt === "string" && typeof one.durationSeconds === "number";
}


/***/ }),

/***/ 9758:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F2: () => (/* binding */ parseReference),
/* harmony export */   Xb: () => (/* binding */ DOCKER_HUB),
/* harmony export */   Z6: () => (/* binding */ isRepository),
/* harmony export */   dz: () => (/* binding */ isTag),
/* harmony export */   jU: () => (/* binding */ isHost),
/* harmony export */   m: () => (/* binding */ parseDigest)
/* harmony export */ });
/* unused harmony export formatReference */
/** Docker Hub's name in references; its registry answers at another host, its credentials have a third name. */
const DOCKER_HUB = "docker.io";
const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`);
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const LONGEST_REPOSITORY = 255;
const LONGEST_REFERENCE = 1_000;
/** `undefined` when the text is not `sha256:` and 64 lower-case hex digits. */
function parseDigest(text) {
    return DIGEST.test(text) ? text : undefined;
}
function isTag(text) {
    return TAG.test(text);
}
/** Whether the text is a registry's host, with or without a port. */
function isHost(text) {
    // Ports beyond 65535 and `1.2.3.4.5` fit the grammar, and no address.
    return text.length <= 261 && HOST.test(text) && URL.canParse(`https://${text}`);
}
/** Whether the text is a repository's path below a host: lower-case components with slashes between them. */
function isRepository(text) {
    return text.length <= LONGEST_REPOSITORY && text.split("/").every((part) => PATH_COMPONENT.test(part));
}
/** Parses a reference and fills in what Docker fills in (`docker.io`, `library/`), but no tag. `undefined`: not a reference. */
function parseReference(text) {
    if (text.length > LONGEST_REFERENCE)
        return undefined;
    const at = text.indexOf("@");
    const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
    if (at >= 0 && digest === undefined)
        return undefined;
    const named = at < 0 ? text : text.slice(0, at);
    const { host, rest } = splitHost(named);
    const colon = rest.indexOf(":");
    const tag = colon < 0 ? undefined : rest.slice(colon + 1);
    if (tag !== undefined && !isTag(tag))
        return undefined;
    const path = colon < 0 ? rest : rest.slice(0, colon);
    // 64 hex digits are an image's id to Docker, never a name.
    if (named === path && HEX_64.test(path))
        return undefined;
    const repository = host === DOCKER_HUB && !path.includes("/") ? `library/${path}` : path;
    if (!isHost(host) || !isRepository(repository))
        return undefined;
    return { host, repository, tag, digest };
}
/** The full text of a reference, host included. */
function formatReference(reference) {
    const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
    const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
    return `${reference.host}/${reference.repository}${tag}${digest}`;
}
/** The first component is a host only if no repository could be called so: that is Docker's rule. */
function splitHost(named) {
    const slash = named.indexOf("/");
    const first = slash < 0 ? "" : named.slice(0, slash);
    const isHostLike = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
    if (!isHostLike)
        return { host: DOCKER_HUB, rest: named };
    return { host: first === "index.docker.io" ? DOCKER_HUB : first, rest: named.slice(slash + 1) };
}


/***/ }),

/***/ 1583:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ isRegistryError),
/* harmony export */   g: () => (/* binding */ RegistryError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);

/** What a registry said no to, told for people; `kind` is for the program. */
class RegistryError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    name = "RegistryError";
    kind;
    constructor(kind, message, options) {
        super(message, options);
        this.kind = kind;
    }
}
/** Whether an error is a registry's, and of that kind. */
function isRegistryError(error, kind) {
    return error instanceof RegistryError && error.kind === kind;
}


/***/ }),

/***/ 1653:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $r: () => (/* binding */ TransientFailure),
/* harmony export */   Dm: () => (/* binding */ isTransientStatus),
/* harmony export */   LH: () => (/* binding */ withRetries),
/* harmony export */   mu: () => (/* binding */ parseRetryAfter),
/* harmony export */   si: () => (/* binding */ describeConnectionError)
/* harmony export */ });
/* unused harmony export backOffMs */
/* harmony import */ var _registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1583);

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A failure that may be gone at the next try. */
class TransientFailure extends Error {
    name = "TransientFailure";
    kind;
    /** What the registry asked for, milliseconds. */
    retryAfterMs;
    constructor(message, options = {}) {
        super(message, { cause: options.cause });
        this.kind = options.kind ?? "unreachable";
        this.retryAfterMs = options.retryAfterMs;
    }
}
/** Runs `attempt` again after a `TransientFailure`; throws `RegistryError` in the end. */
async function withRetries(world, { retries, budgetMs }, attempt) {
    const started = world.clock.now();
    for (let failures = 0;;) {
        try {
            return await attempt();
        }
        catch (error) {
            if (!(error instanceof TransientFailure))
                throw error;
            const wait = error.retryAfterMs ?? backOffMs(failures, Math.random());
            failures += 1;
            const isLate = world.clock.now() - started + wait > budgetMs;
            if (failures > retries || isLate || world.cancelled.aborted) {
                const tries = failures === 1 ? "" : ` (${failures} tries)`;
                throw new _registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .g(error.kind, `${error.message}${tries}`, { cause: error.cause });
            }
            world.log.debug(`registry: ${error.message}; trying again in ${Math.round(wait)} ms`);
            await world.clock.sleep(wait, world.cancelled);
        }
    }
}
/** Exponential, with the upper half of it at random, so that 200 lookups do not come back as one. */
function backOffMs(failures, random) {
    const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    return whole * (0.5 + random / 2);
}
/** Milliseconds from a Retry-After header: seconds or a date. `undefined`: none, or not understood. */
function parseRetryAfter(header, now) {
    if (header === null)
        return undefined;
    if (/^\d{1,9}$/.test(header.trim()))
        return Number(header) * 1000;
    const date = Date.parse(header);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
/** 429, and what proxies and overloaded or restarting registries answer. 501 is an answer. */
function isTransientStatus(status) {
    return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
}
/** Errors of the connection that no second try mends: names that do not exist, certificates, wrong protocols. */
const LASTING = /^(ENOTFOUND|ERR_INVALID_URL|ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;
/** The most telling error code and message of a failed connection, from its chain of causes. */
function describeConnectionError(error) {
    const messages = [];
    let isLasting = false;
    for (let current = error; current instanceof Error && messages.length < 4; current = current.cause) {
        const code = "code" in current ? current.code : undefined;
        if (typeof code === "string" && LASTING.test(code))
            isLasting = true;
        const text = current.message || (typeof code === "string" ? code : current.name);
        if (text !== "fetch failed" && !messages.includes(text))
            messages.push(text);
    }
    return { text: messages.join(": ") || "no answer", isLasting };
}


/***/ }),

/***/ 4015:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  N: () => (/* binding */ openImageStore)
});

// EXTERNAL MODULE: ./lib/registry/ecr-client.js
var ecr_client = __webpack_require__(5737);
// EXTERNAL MODULE: ./lib/registry/registry-error.js
var registry_error = __webpack_require__(1583);
;// CONCATENATED MODULE: ./lib/registry/ecr-delete.js

const TAGS_PER_CALL = 100;
/** Throws `RegistryError`, kind `denied` without ecr:BatchDeleteImage. */
async function deleteEcrTags(client, path, tags) {
    const removed = [];
    const kept = [];
    for (let at = 0; at < tags.length; at += TAGS_PER_CALL) {
        const batch = tags.slice(at, at + TAGS_PER_CALL);
        try {
            const { failures = [] } = await client.call("ecr:BatchDeleteImage", path, (sdk) => sdk.batchDeleteImage({
                registryId: client.ecr.account,
                repositoryName: path,
                imageIds: batch.map((imageTag) => ({ imageTag })),
            }));
            const failed = new Map(failures.map((failure) => [failure.imageId?.imageTag, failure]));
            for (const tag of batch) {
                const failure = failed.get(tag);
                if (failure === undefined || failure.failureCode === "ImageNotFound")
                    removed.push(tag);
                else
                    kept.push({ tag, because: `${failure.failureCode}: ${failure.failureReason ?? ""}` });
            }
        }
        catch (error) {
            if ((0,registry_error/* isRegistryError */.I)(error, "missing-repository"))
                return { removed, kept };
            throw error;
        }
    }
    return { removed, kept };
}

// EXTERNAL MODULE: ./lib/registry/ecr-error.js
var ecr_error = __webpack_require__(690);
// EXTERNAL MODULE: ./lib/registry/manifest.js
var manifest = __webpack_require__(886);
;// CONCATENATED MODULE: ./lib/registry/ecr-images.js



const ecr_images_TAGS_PER_CALL = 100;
/** The manifests behind those of `tags` that exist; a missing repository has none. Throws `RegistryError`. */
async function findEcrImages(client, registry, path, tags) {
    const batches = [];
    const unique = [...new Set(tags)];
    for (let at = 0; at < unique.length; at += ecr_images_TAGS_PER_CALL)
        batches.push(unique.slice(at, at + ecr_images_TAGS_PER_CALL));
    const found = new Map();
    await Promise.all(batches.map(async (batch) => {
        for (const image of await getImages(client, path, batch)) {
            const tag = image.imageId?.imageTag;
            if (tag === undefined)
                continue;
            const manifest = readManifest(image) ?? (await getByHttp(registry, path, tag));
            if (manifest !== undefined)
                found.set(tag, manifest);
        }
    }));
    return found;
}
/** Whether the repository exists; asks with the action that every push role has, not DescribeRepositories. */
async function ecrRepositoryExists(client, path) {
    try {
        await batchGetImage(client, path, ["latest"]);
        return true;
    }
    catch (error) {
        if ((0,registry_error/* isRegistryError */.I)(error, "missing-repository"))
            return false;
        throw error;
    }
}
/** Lets a tag point to a manifest that the repository has the parts of; the bytes stay as they are. */
async function tagEcrImage(client, path, manifest, tag) {
    const request = {
        registryId: client.ecr.account,
        repositoryName: path,
        imageManifest: manifest.bytes.toString("utf8"),
        imageManifestMediaType: manifest.mediaType,
        imageTag: tag,
        imageDigest: manifest.digest,
    };
    const harmless = ["ImageAlreadyExistsException", "ImageTagAlreadyExistsException"];
    try {
        await client.call("ecr:PutImage", path, (sdk) => sdk.putImage(request), harmless);
    }
    catch (error) {
        // The same digest under the same tag.
        if ((0,ecr_error/* awsErrorName */.ZH)(error) === "ImageAlreadyExistsException")
            return;
        if ((0,ecr_error/* awsErrorName */.ZH)(error) !== "ImageTagAlreadyExistsException")
            throw error;
        const [holder] = await getImages(client, path, [tag]);
        if (holder?.imageId?.imageDigest === manifest.digest)
            return;
        throw new registry_error/* RegistryError */.g("immutable", `${path}:${tag} is immutable and has the digest ${holder?.imageId?.imageDigest ?? "of another image"}, ` +
            `not ${manifest.digest}; use another tag, or exclude it from the repository's tag immutability`, { cause: error });
    }
}
async function getImages(client, path, tags) {
    let answer;
    try {
        answer = await batchGetImage(client, path, tags);
    }
    catch (error) {
        if ((0,registry_error/* isRegistryError */.I)(error, "missing-repository"))
            return [];
        throw error;
    }
    // Absent is `ImageNotFound` and nothing else: an archived image or a lost key must not look like "build it".
    const failure = answer.failures?.find(({ failureCode }) => failureCode !== "ImageNotFound");
    if (failure === undefined)
        return answer.images ?? [];
    const said = `${failure.failureCode}: ${failure.failureReason ?? ""}`;
    throw new registry_error/* RegistryError */.g("unexpected", `ECR, ${path}:${failure.imageId?.imageTag ?? ""} cannot be read (${said})`);
}
function batchGetImage(client, path, tags) {
    return client.call("ecr:BatchGetImage", path, (sdk) => sdk.batchGetImage({
        registryId: client.ecr.account,
        repositoryName: path,
        imageIds: tags.map((imageTag) => ({ imageTag })),
        acceptedMediaTypes: [...manifest/* MANIFEST_TYPES */._P],
    }));
}
/** `undefined`: the text is not what was pushed (ECR translates a type that was not accepted). */
function readManifest(image) {
    const bytes = Buffer.from(image.imageManifest ?? "", "utf8");
    const digest = (0,manifest/* digestOf */.ol)(bytes);
    if (digest !== image.imageId?.imageDigest || image.imageManifestMediaType === undefined)
        return undefined;
    return { digest, mediaType: image.imageManifestMediaType, bytes };
}
async function getByHttp(registry, path, tag) {
    const lookup = await registry.getManifest(path, tag);
    return lookup.kind === "found" ? lookup.manifest : undefined;
}

;// CONCATENATED MODULE: ./lib/registry/ecr-mounting.js
/** Throws `RegistryError`, kind `denied` without ecr:GetAccountSetting. */
async function ecrMountsBlobs(client) {
    const { value } = await client.call("ecr:GetAccountSetting", undefined, (sdk) => sdk.getAccountSetting({ name: "BLOB_MOUNTING" }));
    return value?.toUpperCase() === "ENABLED";
}

;// CONCATENATED MODULE: ./lib/registry/ecr-mutability.js

/** `false` also where the role may not ask (`ecr:DescribeRepositories`): then the push tells. */
async function isEcrTagImmutable(client, path, tag) {
    try {
        const answer = await client.call("ecr:DescribeRepositories", path, (sdk) => sdk.describeRepositories({ registryId: client.ecr.account, repositoryNames: [path] }));
        const repository = answer.repositories?.[0];
        const filters = (repository?.imageTagMutabilityExclusionFilters ?? []).map(({ filter }) => filter ?? "");
        switch (repository?.imageTagMutability) {
            case "IMMUTABLE":
                return true;
            case "IMMUTABLE_WITH_EXCLUSION":
                return !filters.some((filter) => matchesFilter(filter, tag));
            case "MUTABLE_WITH_EXCLUSION":
                return filters.some((filter) => matchesFilter(filter, tag));
            default:
                return false;
        }
    }
    catch (error) {
        if ((0,registry_error/* isRegistryError */.I)(error, "denied"))
            return false;
        throw error;
    }
}
/** ECR's wildcard: `*` is any text; other characters stand for themselves. */
function matchesFilter(filter, tag) {
    const pattern = filter
        .split("*")
        .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"))
        .join(".*");
    return new RegExp(`^${pattern}$`).test(tag);
}

;// CONCATENATED MODULE: ./lib/registry/ecr-public.js



/** `path` begins with the registry's alias, which the interface does not take. Throws `RegistryError`. */
async function ensureEcrPublicRepository(world, path, options) {
    const repositoryName = path.slice(path.indexOf("/") + 1);
    const sdk = await (0,ecr_client/* openEcrPublicSdk */.a)();
    let action = "ecr-public:DescribeRepositories";
    try {
        await sdk.describeRepositories({ repositoryNames: [repositoryName] });
    }
    catch (error) {
        const call = { action, ecr: { kind: "public" }, path };
        if ((0,ecr_error/* awsErrorName */.ZH)(error) !== "RepositoryNotFoundException")
            throw (0,ecr_error/* describeEcrError */.sZ)(error, call);
        if (!options.create) {
            const remedy = "create it, or let this action do so (input create-repositories: true)";
            throw new registry_error/* RegistryError */.g("missing-repository", `ECR Public has no repository ${path}; ${remedy}`);
        }
        action = "ecr-public:CreateRepository";
        try {
            await sdk.createRepository({ repositoryName });
            world.log.info(`Created the ECR Public repository ${path}.`);
        }
        catch (creation) {
            if ((0,ecr_error/* awsErrorName */.ZH)(creation) === "RepositoryAlreadyExistsException")
                return;
            throw (0,ecr_error/* describeEcrError */.sZ)(creation, { ...call, action });
        }
    }
}

// EXTERNAL MODULE: ./lib/registry/ecr-host.js
var ecr_host = __webpack_require__(9148);
// EXTERNAL MODULE: ./lib/registry/json.js
var json = __webpack_require__(9869);
;// CONCATENATED MODULE: ./lib/registry/ecr-policies.js
/** The settings of a new ECR repository: tag mutability, lifecycle, who may pull. */


/** Tags that this product moves in every image repository. */
const MOVING = ["src-*", "pr*", "record-*", "latest"];
const MOST_FILTERS = 5;
const FILTER = /^[0-9a-zA-Z._*-]{1,128}$/;
const LAMBDA_ACTIONS = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const LAMBDA_SERVICE = "lambda.amazonaws.com";
const PULL_REQUEST_DAYS = 14;
const BRANCH_DAYS = 30;
/** ECR allows five exclusions; a repository that needs more is mutable. */
function chooseMutability(movingTags) {
    const filters = [...MOVING];
    for (const tag of new Set(movingTags)) {
        if (!filters.some((filter) => matchesWildcard(filter, tag)))
            filters.push(tag);
    }
    const isAllowed = filters.length <= MOST_FILTERS && filters.every((filter) => FILTER.test(filter));
    return isAllowed ? { kind: "immutable-except", filters } : { kind: "mutable" };
}
/**
 * Only what pull requests left behind ever expires. There is no rule for untagged images: an index's parts
 * are untagged, and so is a deployed digest whose tag moved on, and losing it stops the function.
 *
 * A lifecycle rule expires an image with all its tags, so a pull request's image that a trusted run reused
 * (it then has a `src-` tag too) would go. An image that matches a rule is out of reach for the rules after
 * it: the first rule, which never fires, takes all `src-` images out of the second one's reach.
 */
function imageLifecycle() {
    return policy([
        expire(1, "Keeps every image of a trusted run", {
            tagStatus: "tagged",
            tagPatternList: ["src-*"],
            countType: "imageCountMoreThan",
            countNumber: 100_000,
        }),
        expire(2, `Pull requests' images, after ${PULL_REQUEST_DAYS} days`, {
            tagStatus: "tagged",
            // Not `pr*`: that would take `prod` with it.
            tagPatternList: ["pr*-src-*"],
            ...olderThanDays(PULL_REQUEST_DAYS),
        }),
        expire(3, `Pull requests' build records, after ${PULL_REQUEST_DAYS} days`, {
            tagStatus: "tagged",
            tagPatternList: ["pr*-record-*"],
            ...olderThanDays(PULL_REQUEST_DAYS),
        }),
    ]);
}
/** Every cache export leaves the manifest before it untagged, with gigabytes of layers. */
function cacheLifecycle() {
    return policy([
        expire(1, "Replaced caches", { tagStatus: "untagged", ...olderThanDays(1) }),
        expire(2, `Pull requests' caches, after ${PULL_REQUEST_DAYS} days`, {
            tagStatus: "tagged",
            tagPatternList: ["pr*"],
            ...olderThanDays(PULL_REQUEST_DAYS),
        }),
        expire(3, `Other branches' caches, after ${BRANCH_DAYS} days`, {
            tagStatus: "tagged",
            tagPatternList: ["branch-*"],
            ...olderThanDays(BRANCH_DAYS),
        }),
    ]);
}
/**
 * The repository policy with AWS Lambda of this account and region allowed to pull, every foreign statement
 * kept. `undefined`: nothing to change, or a policy that we do not understand and so leave alone.
 */
function allowLambda(existing, place) {
    const statement = {
        Sid: "MlImageBuildLambdaPull",
        Effect: "Allow",
        Principal: { Service: LAMBDA_SERVICE },
        Action: LAMBDA_ACTIONS,
        Condition: {
            StringLike: {
                "aws:sourceArn": `arn:${(0,ecr_host/* partitionOf */.iQ)(place.region)}:lambda:${place.region}:${place.account}:function:*`,
            },
        },
    };
    if (existing === undefined || existing.trim() === "") {
        return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    }
    const parsed = (0,json/* parseJsonObject */.dw)(existing);
    const present = parsed?.Statement;
    const statements = Array.isArray(present)
        ? present
        : (0,json/* isObject */.Gv)(present)
            ? [present]
            : undefined;
    if (parsed === undefined || statements === undefined)
        return undefined;
    if (statements.some((one) => (0,json/* isObject */.Gv)(one) && allowsLambda(one)))
        return undefined;
    return JSON.stringify({ ...parsed, Statement: [...statements, statement] });
}
function allowsLambda(statement) {
    const principal = (0,json/* isObject */.Gv)(statement.Principal)
        ? listOf(statement.Principal.Service)
        : listOf(statement.Principal);
    const actions = listOf(statement.Action).map((action) => action.toLowerCase());
    const covers = (wanted) => actions.some((action) => matchesWildcard(action, wanted.toLowerCase()));
    return statement.Effect === "Allow" && principal.includes(LAMBDA_SERVICE) && LAMBDA_ACTIONS.every(covers);
}
function listOf(value) {
    if (typeof value === "string")
        return [value];
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
/** `*` stands for any text. */
function matchesWildcard(pattern, text) {
    const source = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${source.join(".*")}$`).test(text);
}
function policy(rules) {
    return JSON.stringify({ rules });
}
function expire(rulePriority, description, selection) {
    return { rulePriority, description, selection, action: { type: "expire" } };
}
function olderThanDays(days) {
    return { countType: "sinceImagePushed", countUnit: "days", countNumber: days };
}

;// CONCATENATED MODULE: ./lib/registry/ecr-repository.js




/** What endpoints that do not know exclusion filters answer: older regions' ECR, LocalStack, proxies. */
const REFUSALS = [
    "InvalidParameterException",
    "ValidationException",
    "ValidationError",
    "SerializationException",
];
/**
 * Creates the repository where it is missing. An existing one keeps all its settings; only AWS Lambda's
 * right to pull is added for images that Lambda runs. Throws `RegistryError`.
 */
async function ensureEcrRepository(world, client, path, options) {
    const isThere = await ecrRepositoryExists(client, path);
    const isNew = isThere ? false : await createRepository(world, client, path, options);
    if (options.runtime !== "lambda" || options.purpose === "cache")
        return;
    // Lambda tries to add this itself at deploy time, with the deploying role's rights; so it is no failure.
    await tolerate(world, isNew, "AWS Lambda was not allowed to pull from a repository", () => letLambdaPull(client, path));
}
/** `false`: somebody else created it at the same time, for example another leg of the matrix. */
async function createRepository(world, client, path, options) {
    const { account, region } = client.ecr;
    if (!options.create) {
        throw new registry_error/* RegistryError */.g("missing-repository", `ECR of account ${account} in ${region} has no repository ${path}; create it, or let this action do so ` +
            "(input create-repositories: true, which needs ecr:CreateRepository and ecr:PutLifecyclePolicy)");
    }
    const isCache = options.purpose === "cache";
    const mutability = isCache ? { kind: "mutable" } : chooseMutability(options.movingTags);
    try {
        await create(client, path, mutability);
    }
    catch (error) {
        if ((0,ecr_error/* awsErrorName */.ZH)(error) === "RepositoryAlreadyExistsException")
            return false;
        if (mutability.kind === "mutable" || !REFUSALS.includes((0,ecr_error/* awsErrorName */.ZH)(error)))
            throw error;
        world.log.debug(`${path}: ECR refused tag exclusions (${(0,ecr_error/* awsErrorName */.ZH)(error)}); its tags will be mutable`);
        if (!(await createMutable(client, path)))
            return false;
    }
    world.log.info(`Created the ECR repository ${path} in ${region}.`);
    await tolerate(world, true, "The new repository has no lifecycle policy", () => client.call("ecr:PutLifecyclePolicy", path, (sdk) => sdk.putLifecyclePolicy({
        registryId: account,
        repositoryName: path,
        lifecyclePolicyText: isCache ? cacheLifecycle() : imageLifecycle(),
    })));
    return true;
}
async function createMutable(client, path) {
    try {
        await create(client, path, { kind: "mutable" }, []);
        return true;
    }
    catch (error) {
        if ((0,ecr_error/* awsErrorName */.ZH)(error) === "RepositoryAlreadyExistsException")
            return false;
        throw error;
    }
}
/** `refusals` are thrown as they came, for the caller to look at. */
async function create(client, path, mutability, refusals = mutability.kind === "mutable" ? [] : REFUSALS) {
    const expected = ["RepositoryAlreadyExistsException", ...refusals];
    await client.call("ecr:CreateRepository", path, (sdk) => sdk.createRepository({
        registryId: client.ecr.account,
        repositoryName: path,
        imageScanningConfiguration: { scanOnPush: true },
        ...(mutability.kind === "mutable"
            ? { imageTagMutability: "MUTABLE" }
            : {
                imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
                imageTagMutabilityExclusionFilters: mutability.filters.map((filter) => ({
                    filterType: "WILDCARD",
                    filter,
                })),
            }),
    }), expected);
}
async function letLambdaPull(client, path) {
    const name = { registryId: client.ecr.account, repositoryName: path };
    const none = ["RepositoryPolicyNotFoundException"];
    const existing = await client
        .call("ecr:GetRepositoryPolicy", path, (sdk) => sdk.getRepositoryPolicy(name), none)
        .then(({ policyText }) => policyText)
        .catch((error) => {
        if (none.includes((0,ecr_error/* awsErrorName */.ZH)(error)))
            return undefined;
        throw error;
    });
    const policyText = allowLambda(existing, client.ecr);
    if (policyText === undefined)
        return;
    await client.call("ecr:SetRepositoryPolicy", path, (sdk) => sdk.setRepositoryPolicy({ ...name, policyText }));
}
async function tolerate(world, isWorthAWarning, consequence, task) {
    try {
        await task();
    }
    catch (error) {
        if (!(error instanceof registry_error/* RegistryError */.g))
            throw error;
        const message = `${consequence}. ${error.message}`;
        if (isWorthAWarning || !(0,registry_error/* isRegistryError */.I)(error, "denied"))
            world.log.warning(message);
        else
            world.log.debug(message);
    }
}

// EXTERNAL MODULE: ./lib/registry/ecr-token.js
var ecr_token = __webpack_require__(13);
// EXTERNAL MODULE: ./lib/registry/oci.js + 10 modules
var oci = __webpack_require__(2658);
;// CONCATENATED MODULE: ./lib/registry/delete-tags.js
const REFUSED = "this registry allows no deletes: remove them by its own means, or let it expire them";
/**
 * `all`: every tag of the repository. By the specification a tag can be deleted alone; some registries take digests
 * only, and some take all tags of the image away. So an image that another tag has too is left as it is.
 */
async function deleteOciTags(registry, path, tags, all) {
    const removed = [];
    const kept = [];
    if (tags.length === 0)
        return { removed, kept };
    const digestOf = async (tag) => (await registry.headManifest(path, tag))?.digest;
    const others = all.filter((tag) => !tags.includes(tag));
    const digests = await Promise.all(others.map(digestOf));
    const needed = new Map(digests.map((digest, index) => [digest, others[index]]));
    for (const tag of tags) {
        const digest = await digestOf(tag);
        const holder = digest === undefined ? undefined : needed.get(digest);
        if (digest === undefined)
            removed.push(tag);
        else if (holder !== undefined)
            kept.push({ tag, because: `${holder} is the same image` });
        else if ((await registry.deleteManifest(path, tag)) !== "unsupported")
            removed.push(tag);
        else if ((await registry.deleteManifest(path, digest)) !== "unsupported")
            removed.push(tag);
        else
            kept.push({ tag, because: REFUSED });
    }
    return { removed, kept };
}

// EXTERNAL MODULE: ./lib/registry/facts.js
var facts = __webpack_require__(7860);
;// CONCATENATED MODULE: ./lib/registry/oci-store.js



/** Wraps a registry client; `registry` must be open on `target.host`. */
function createOciStore(target, registry) {
    const pathOf = (repository) => target.prefix + repository;
    const tag = async (repository, manifest, tag) => {
        const path = pathOf(repository);
        const pointsThere = async () => (await registry.headManifest(path, tag))?.digest === manifest.digest;
        // Registries with immutable tags refuse even the same digest (containers-roadmap#2380).
        if (await pointsThere())
            return;
        try {
            await registry.putManifest(path, tag, manifest);
        }
        catch (error) {
            // Another leg of the same run may have written it in between.
            if ((0,registry_error/* isRegistryError */.I)(error, "immutable") && (await pointsThere()))
                return;
            throw error;
        }
    };
    return {
        target,
        registry,
        pathOf,
        uriOf: (repository, digest) => `${target.host}/${pathOf(repository)}@${digest}`,
        referenceOf: (repository, tag) => `${target.host}/${pathOf(repository)}:${tag}`,
        async find(repository, tags) {
            const lookups = await Promise.all(tags.map(async (tag) => ({ tag, lookup: await registry.getManifest(pathOf(repository), tag) })));
            const found = new Map();
            for (const { tag, lookup } of lookups) {
                if (lookup.kind === "found")
                    found.set(tag, lookup.manifest);
            }
            return found;
        },
        labels: (repository, manifest, platforms) => (0,facts/* readImageFacts */.vX)(registry, pathOf(repository), manifest, platforms),
        tag,
        async copy(fromRepository, toRepository, manifest, tagName) {
            await registry.copyContent(pathOf(fromRepository), pathOf(toRepository), manifest);
            await tag(toRepository, manifest, tagName);
        },
        // The specification has no such question; a refused push tells.
        isTagImmutable: () => Promise.resolve(false),
        listTags: (repository) => registry.listTags(pathOf(repository)),
        deleteTags: (repository, tags, all) => deleteOciTags(registry, pathOf(repository), tags, all),
        mountsBlobs: () => Promise.resolve(undefined),
        // Other registries make repositories when something is pushed, or in their own settings.
        ensureRepository: () => Promise.resolve(),
        // The user logged in; the private DOCKER_CONFIG has it from there.
        prepareLogin: () => Promise.resolve(),
    };
}

;// CONCATENATED MODULE: ./lib/registry/ecr-store.js











/** A private registry. The AWS SDK is loaded at the first call. */
function openEcrStore(world, target, ecr, { dockerConfig, ...options }) {
    const client = (0,ecr_client/* openEcrClient */.U)(ecr);
    const tokens = (0,ecr_token/* openEcrTokens */.Xe)(world, client);
    const registry = (0,oci/* openOciRegistry */.V)(world, target.host, {
        ...options,
        credentials: tokens.source,
        explainDenied: (path, access) => (0,ecr_error/* describeMissingRights */.v6)(ecr, path, access),
    });
    const store = createOciStore(target, registry);
    const tag = (repository, manifest, name) => tagEcrImage(client, store.pathOf(repository), manifest, name);
    return {
        ...store,
        tag,
        find: (repository, tags) => findEcrImages(client, registry, store.pathOf(repository), tags),
        async copy(fromRepository, toRepository, manifest, name) {
            await registry.copyContent(store.pathOf(fromRepository), store.pathOf(toRepository), manifest);
            await tag(toRepository, manifest, name);
        },
        deleteTags: (repository, tags) => deleteEcrTags(client, store.pathOf(repository), tags),
        mountsBlobs: () => ecrMountsBlobs(client),
        isTagImmutable: (repository, name) => isEcrTagImmutable(client, store.pathOf(repository), name),
        ensureRepository: oncePerRepository((repository, settings) => ensureEcrRepository(world, client, store.pathOf(repository), settings)),
        prepareLogin: loginWith(tokens, dockerConfig, target.host),
    };
}
/** ECR Public: its lookups go through the registry, as its own interface has none for manifests. */
function openEcrPublicStore(world, target, { dockerConfig, ...options }) {
    const tokens = (0,ecr_token/* openEcrPublicTokens */.Eu)(world);
    const registry = (0,oci/* openOciRegistry */.V)(world, target.host, {
        ...options,
        credentials: tokens.source,
        explainDenied: (path, access) => (0,ecr_error/* describeMissingRights */.v6)({ kind: "public" }, path, access),
    });
    const store = createOciStore(target, registry);
    return {
        ...store,
        ensureRepository: oncePerRepository((repository, settings) => ensureEcrPublicRepository(world, store.pathOf(repository), settings)),
        prepareLogin: loginWith(tokens, dockerConfig, target.host),
    };
}
/** Logs in when the token is another one than last time; callers at the same time wait for one login. */
function loginWith(tokens, dockerConfig, host) {
    let password;
    let pending;
    async function renew() {
        const token = await tokens.current();
        if (token.password === password)
            return;
        await dockerConfig.login(host, token.username, token.password);
        password = token.password;
    }
    return async (which = "lasting") => {
        if (which === "new")
            await tokens.source.renew?.();
        pending ??= renew().finally(() => {
            pending = undefined;
        });
        return pending;
    };
}
/** Images of one run may share a repository; a failure is not remembered. */
function oncePerRepository(ensure) {
    const done = new Map();
    return (repository, settings) => {
        const key = `${repository} ${settings.runtime}`;
        const pending = done.get(key) ?? ensure(repository, settings);
        done.set(key, pending);
        pending.catch(() => done.delete(key));
        return pending;
    };
}

// EXTERNAL MODULE: ./lib/registry/host-registry.js
var host_registry = __webpack_require__(5793);
;// CONCATENATED MODULE: ./lib/registry/store.js



/** Sends nothing yet; credentials are asked for by the first method that needs them. */
async function openImageStore(world, target, options) {
    switch (target.ecr?.kind) {
        case "private":
            return openEcrStore(world, target, target.ecr, options);
        case "public":
            return openEcrPublicStore(world, target, options);
        case undefined:
            return createOciStore(target, (0,host_registry/* openHostRegistry */.y)(world, target.host, { ...options, dockerConfig: options.dockerConfig.directory }));
    }
}


/***/ }),

/***/ 8330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ parseRegistryTarget)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _ecr_host_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9148);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9758);
/** The `registry` input. */



const EXPECTED = "HOST[/prefix], for example 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml or localhost:5000";
/**
 * Parses `HOST[/prefix]`. A scheme and trailing slashes, as copied from a browser or from ECR's
 * `proxyEndpoint`, are taken off; the prefix is lower-cased, because `ghcr.io/$OWNER` is written with the
 * owner's capitals and registries know no upper case. Throws `UserError`.
 */
function parseRegistryTarget(text) {
    const bare = text
        .trim()
        .replace(/^https?:\/\//i, "")
        .replace(/\/+$/, "");
    const slash = bare.indexOf("/");
    const host = (slash < 0 ? bare : bare.slice(0, slash)).toLowerCase();
    const path = slash < 0 ? "" : bare.slice(slash + 1).toLowerCase();
    if (!(0,_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .isHost */ .jU)(host) || !(/[.:]/.test(host) || host === "localhost")) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`registry: expected ${EXPECTED}; found "${text}", and "${host}" is no registry's host`);
    }
    if (path !== "" && !(0,_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .isRepository */ .Z6)(path)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`registry: expected ${EXPECTED}; found "${text}", and "${path}" is no repository prefix ` +
            "(letters, digits, and single . _ - between them; no tag, no digest)");
    }
    return { host, prefix: path === "" ? "" : `${path}/`, ecr: (0,_ecr_host_js__WEBPACK_IMPORTED_MODULE_1__/* .parseEcrHost */ .wl)(host) };
}


/***/ }),

/***/ 5568:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WE: () => (/* binding */ tryReport),
/* harmony export */   g8: () => (/* binding */ trySummary),
/* harmony export */   n0: () => (/* binding */ setOutputs),
/* harmony export */   u5: () => (/* binding */ writeReport)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/** Where every mode leaves what it found: outputs, files that outlive the step, the job summary. */

function setOutputs(world, outputs) {
    for (const [name, value] of Object.entries(outputs))
        world.log.setOutput(name, value);
}
/** The path of a JSON file that outlives the step, with others in the same folder. */
async function writeReport(world, name, value, beside = {}) {
    const directory = await world.files.makeTemporary("ml-image-report-");
    const path = `${directory}/${name}.json`;
    await world.files.write(path, `${JSON.stringify(value, null, 2)}\n`);
    for (const [other, text] of Object.entries(beside))
        await world.files.write(`${directory}/${other}`, text);
    return path;
}
/** The same where nobody depends on the file; "" where it cannot be written: builds fill disks. */
async function tryReport(...args) {
    try {
        return await writeReport(...args);
    }
    catch (error) {
        const [world] = args;
        world.log.warning(`the report was not written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
        return "";
    }
}
/** A summary that cannot be written never fails a run. */
async function trySummary(world, markdown) {
    try {
        await world.log.summary(markdown);
    }
    catch (error) {
        world.log.warning(`the job summary was not written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .U)(error)}`);
    }
}


/***/ }),

/***/ 5402:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MZ: () => (/* binding */ codeCell),
/* harmony export */   kq: () => (/* binding */ escapeCell),
/* harmony export */   wh: () => (/* binding */ plainText),
/* harmony export */   z3: () => (/* binding */ formatBytes)
/* harmony export */ });
/** Text from Dockerfiles, logs and other people stays text: no table breaks, no markup, no mentions. Pure. */
function escapeCell(text) {
    return plainText(text).replace(/[\\|`<>*_[\]@#~]|&(?=#?\w+;)|:(?=\/\/)/g, (character, at, whole) => {
        // GitHub looks for mentions and references after it has read the entities: a character of no width parts them.
        // Within a word there is no mention: an image's digest can still be copied.
        const isInWord = character === "@" && /\w/.test(whole[at - 1] ?? "");
        const end = /[@#:]/.test(character) && !isInWord ? "&#8203;" : "";
        return `&#${character.charCodeAt(0)};${end}`;
    });
}
/** One line without control characters and direction marks, which could make it read as something else. */
function plainText(text) {
    return text
        .replace(/\s+/g, " ")
        .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
        .trim();
}
/** Inline code that no backtick in it can end. */
function codeCell(text, limit = 120) {
    const clean = plainText(text).slice(0, limit);
    return clean === "" ? "" : `<code>${escapeCell(clean)}</code>`;
}
/** `635 MB`, `6.79 GB`: decimal, as registries count. */
function formatBytes(bytes) {
    if (bytes < 1_000_000)
        return `${Math.max(1, Math.round(bytes / 1000))} kB`;
    return bytes < 1_000_000_000
        ? `${Math.round(bytes / 1_000_000)} MB`
        : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}


/***/ }),

/***/ 8568:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JZ: () => (/* binding */ buildOutputs),
/* harmony export */   YH: () => (/* binding */ cleanHost),
/* harmony export */   eO: () => (/* binding */ firstThatFits)
/* harmony export */ });
/* unused harmony exports outputNames, withoutHost */
/** Every output, in the order of `action.yml`; a contract test holds the two together. */
const outputNames = (/* unused pure expression or super */ null && ([
    "images",
    "results",
    "built",
    "reused",
    "failed",
    "any-built",
    "parameter-overrides",
    "plan",
    "plan-file",
    "matrix",
    "bake-file",
    "report",
    "stack-status",
    "change",
    "stack-outputs",
    "change-set",
]));
/**
 * GitHub drops a job's outputs past 1 MB, counted as UTF-16: 900 KB leave room for other steps.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
 */
const MAX_OUTPUT_BYTES = 900 * 1024;
/** Outputs of `mode: all`. Past the limit, reasons are cut, then left out. */
function buildOutputs(results, registry, reportFile) {
    const notice = (what) => `the outputs would be larger than GitHub takes: ${what}; the file named by the output report has everything`;
    return firstThatFits([
        () => ({ outputs: render(results, registry, reportFile, (reasons) => reasons), notices: [] }),
        () => ({
            outputs: render(results, registry, reportFile, (reasons) => reasons.slice(0, 1).map((one) => one.slice(0, 100))),
            notices: [notice("reasons are cut short")],
        }),
        () => ({
            outputs: render(results, registry, reportFile, () => []),
            notices: [notice("reasons are left out")],
        }),
    ]);
}
/** The first candidate within GitHub's limit, else the last one. */
function firstThatFits(candidates) {
    let last = { outputs: {}, notices: [] };
    for (const candidate of candidates) {
        last = candidate();
        const characters = Object.entries(last.outputs).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
        if (characters * 2 <= MAX_OUTPUT_BYTES)
            break;
    }
    return last;
}
function render(results, registry, reportFile, cut) {
    const entries = [...results].map(([name, result]) => [name, { ...result, reasons: cut(result.reasons) }]);
    const named = (...statuses) => JSON.stringify(entries.filter(([, { status }]) => statuses.includes(status)).map(([name]) => name));
    return {
        images: JSON.stringify(Object.fromEntries(entries)),
        results: JSON.stringify(Object.fromEntries(entries.map(([name, result]) => [name, withoutHost(result, registry)]))),
        built: named("built"),
        reused: named("reused"),
        failed: named("failed", "blocked"),
        "any-built": String(entries.some(([, { status }]) => status === "built")),
        "parameter-overrides": entries
            .filter(([, { parameter, uri }]) => parameter !== undefined && uri !== undefined)
            .map(([, { parameter, uri }]) => `${parameter}=${uri}`)
            .join("\n"),
        report: reportFile,
    };
}
/**
 * GitHub drops an output that contains a masked value, and account ids are often masked
 * (aws-actions/amazon-ecr-login#546): no host, no account id anywhere.
 */
function withoutHost(result, registry) {
    const { uri: _, ...rest } = result;
    const clean = (text) => cleanHost(text, registry);
    return {
        ...rest,
        reasons: rest.reasons.map(clean),
        ...(rest.error === undefined ? {} : { error: clean(rest.error) }),
    };
}
/** Words without the registry's host, or the account id in any other registry's. */
function cleanHost(text, registry) {
    const known = registry === undefined ? text : text.replaceAll(registry.host, "<registry>");
    return known.replace(/\b\d{12}(?=\.dkr[.-]ecr)/g, "<account>");
}


/***/ }),

/***/ 4403:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ sessionState)
/* harmony export */ });
/* unused harmony export builderState */
/** Names under which the main step tells the post step what to remove. */
const sessionState = { dockerConfig: "docker-config", scratch: "scratch" };
/** Of builders; with `-made` behind it once it is whole: nothing is still being made of it. */
const builderState = (/* unused pure expression or super */ null && (["builder", "lazy-builder"]));


/***/ }),

/***/ 9819:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  f: () => (/* binding */ openSession)
});

// EXTERNAL MODULE: ./lib/cache/rescue.js
var rescue = __webpack_require__(7685);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/fingerprint/git-command.js
var git_command = __webpack_require__(1596);
;// CONCATENATED MODULE: ./lib/fingerprint/ask-git.js
/** Runs git, and takes its answers apart. */


/** Output of a git command in `directory`; `undefined` when git is missing or refuses. */
async function askGit(world, directory, args, input = "") {
    const { argv, options } = (0,git_command/* gitCommand */.QT)(world.platform.os, directory, ...args);
    const result = await world.exec(argv, { ...options, input });
    if (result.ended === "timeout") {
        throw new errors/* UserError */.y(`git ${args[0]} took longer than ${git_command/* GIT_TIMEOUT_MS */.eS / 1000} s`);
    }
    return result.exitCode === 0 ? result.stdout : undefined;
}
/** What `-z` ends with zero bytes. */
function splitZero(output) {
    const parts = output.toString("utf8").split("\0");
    parts.pop();
    return parts;
}

;// CONCATENATED MODULE: ./lib/fingerprint/converted-files.js

/** Attributes under which git stores LF; `crlf` is the old name of `text`. */
const textAttributes = ["text", "crlf"];
/** Attributes under which git writes other bytes to the disk than it stores. */
const convertingAttributes = ["filter", "ident", "eol", "working-tree-encoding"];
async function listConverted(world, root, facts) {
    const { index, untracked, settings } = facts;
    const allPaths = () => Array.from({ length: index.count }, (_, entry) => index.path(entry));
    // `core.autocrlf` and `core.eol` make every text file's bytes depend on the machine. git has many words
    // for true, and a bare name is one of them.
    const isConverting = /^core\.autocrlf(?! (?:false|no|off|0)$)|^core\.eol (?:crlf|native)/i;
    if (settings.some((setting) => isConverting.test(setting)))
        return new Set(allPaths());
    const hasAttributes = index.includes(".gitattributes") ||
        untracked.some((path) => path.endsWith(".gitattributes")) ||
        (await hasOuterAttributes(world, facts));
    if (!hasAttributes)
        return new Set();
    const input = allPaths()
        .map((path) => `${path}\0`)
        .join("");
    const asked = ["check-attr", "-z", "--stdin", ...textAttributes, ...convertingAttributes];
    const output = await askGit(world, root, asked, input);
    // Not knowing means reading every file.
    if (output === undefined)
        return new Set(allPaths());
    const converted = new Set();
    const normalized = new Set();
    const fields = splitZero(output);
    for (let position = 0; position + 2 < fields.length; position += 3) {
        const [path = "", attribute = "", value] = fields.slice(position, position + 3);
        if (value === "unspecified" || value === "unset")
            continue;
        // Written as they are stored; but a file that came with CRLF keeps them after `git add`, which stores LF.
        if (textAttributes.includes(attribute) || value === "lf")
            normalized.add(path);
        else
            converted.add(path);
    }
    for (const path of converted)
        normalized.delete(path);
    for (const path of await listShrunk(world, root, index, [...normalized]))
        converted.add(path);
    return converted;
}
/** Files of which git stores fewer bytes than the disk has: all that taking away CRs can do. */
async function listShrunk(world, root, index, paths) {
    const stats = await Promise.all(paths.map((path) => world.files.stat(`${root}/${path}`)));
    // What is not there has no line ends, and a partial clone may lack its object.
    const files = paths.flatMap((path, position) => {
        const stat = stats[position];
        return stat?.kind === "file" ? [{ path, size: stat.size, id: index.id(index.find(path) ?? -1) }] : [];
    });
    if (files.length === 0)
        return [];
    const input = files.map(({ id }) => `${id}\n`).join("");
    const output = await askGit(world, root, ["cat-file", "--batch-check=%(objectsize)"], input);
    const sizes = output?.toString("latin1").split("\n") ?? [];
    // A size that git does not tell counts as another.
    return files.flatMap(({ path, size }, position) => (String(size) === sizes[position] ? [] : [path]));
}
/** Attributes from outside of the working tree: the repository's own, the user's, the machine's. */
async function hasOuterAttributes(world, { attributesPath, settings }) {
    const home = world.env.HOME ?? "";
    const name = "core.attributesfile ";
    const named = settings.find((setting) => setting.startsWith(name))?.slice(name.length);
    const paths = [
        attributesPath,
        named?.replace(/^~\//, `${home}/`) ?? `${world.env.XDG_CONFIG_HOME || `${home}/.config`}/git/attributes`,
        "/etc/gitattributes",
    ];
    const texts = await Promise.all(paths.map((path) => world.files.readText(path)));
    return texts.some((text) => text !== undefined);
}

;// CONCATENATED MODULE: ./lib/fingerprint/git-index.js
/** git's index, asked without making an object for each of its 100,000 entries. */
class GitIndex {
    #layout;
    #bytes;
    #starts;
    #ends;
    /** Entries, of which a conflict has several for one path. */
    count;
    constructor(layout) {
        this.#layout = layout;
        this.#bytes = layout.bytes;
        this.#starts = layout.pathStarts;
        this.#ends = layout.pathEnds;
        this.count = layout.pathStarts.length;
    }
    path(entry) {
        return this.#bytes.toString("utf8", this.#start(entry), this.#end(entry));
    }
    /** Six octal digits. */
    mode(entry) {
        return (this.#layout.modes[entry] ?? 0).toString(8).padStart(6, "0");
    }
    id(entry) {
        const { idEncoding, idLength, idStarts } = this.#layout;
        const start = idStarts[entry] ?? 0;
        return this.#bytes.toString(idEncoding === "hex" ? "latin1" : "hex", start, start + idLength);
    }
    irregularEntries() {
        const entries = [];
        this.#layout.irregular.forEach((flag, entry) => {
            if (flag === 1)
                entries.push(entry);
        });
        return entries;
    }
    /** The entry of a path; `undefined`: not tracked. */
    find(path) {
        const entry = this.#lowerBound(Buffer.from(path));
        return entry < this.count && this.path(entry) === path ? entry : undefined;
    }
    /** First entry and one past the last of what is below a folder; "" is everything. */
    below(folder) {
        if (folder === "")
            return [0, this.count];
        // "0" is the byte after "/".
        return [this.#lowerBound(Buffer.from(`${folder}/`)), this.#lowerBound(Buffer.from(`${folder}0`))];
    }
    /** Every folder with a tracked file somewhere below it, without the root. */
    folders() {
        const folders = new Set();
        const bytes = this.#bytes;
        let [before, length] = [0, 0];
        for (let entry = 0; entry < this.count; entry += 1) {
            const start = this.#start(entry);
            let end = this.#end(entry) - 1;
            while (end > start && bytes[end] !== SLASH)
                end -= 1;
            // Sorted: files of one folder mostly follow each other, and then nothing is made of them.
            let same = end - start === length ? length : -1;
            while (same > 0 && bytes[start + same - 1] === bytes[before + same - 1])
                same -= 1;
            if (same === 0)
                continue;
            [before, length] = [start, end - start];
            for (let text = bytes.toString("utf8", start, end); text !== "" && !folders.has(text);) {
                folders.add(text);
                text = text.slice(0, Math.max(0, text.lastIndexOf("/")));
            }
        }
        return [...folders];
    }
    /** Whether a path among the entries has this text in it. */
    includes(text, from = 0, to = this.count) {
        if (from >= to)
            return false;
        const all = this.#bytes.subarray(0, this.#end(to - 1));
        for (let at = all.indexOf(text, this.#start(from)); at !== -1; at = all.indexOf(text, at + 1)) {
            let [low, high] = [from, to];
            while (low < high) {
                const middle = (low + high) >> 1;
                if (this.#end(middle) <= at)
                    low = middle + 1;
                else
                    high = middle;
            }
            // Else it is chance, in what stands between the paths.
            if (low < to && this.#start(low) <= at)
                return true;
        }
        return false;
    }
    /** At most how many bytes `print` writes. */
    printedLength(entry) {
        return ("H 100644 ".length + this.#layout.idLength * 2 + " 0\t\0".length + this.#end(entry) - this.#start(entry));
    }
    /** Writes a regular entry as `git ls-files -z --stage -v` does, its path without `cut` bytes; returns where it ends. */
    print(entry, cut, target, from) {
        const { idEncoding, idLength, idStarts, modes } = this.#layout;
        const bytes = this.#bytes;
        let at = from;
        target[at++] = 0x48; // H
        target[at++] = SPACE;
        for (let bit = 15, mode = modes[entry] ?? 0; bit >= 0; bit -= 3)
            target[at++] = ZERO + ((mode >> bit) & 7);
        target[at++] = SPACE;
        const id = idStarts[entry] ?? 0;
        for (let byte = id; byte < id + idLength; byte += 1) {
            const value = bytes[byte] ?? 0;
            if (idEncoding === "hex")
                target[at++] = value;
            else {
                target[at++] = HEX[value >> 4] ?? 0;
                target[at++] = HEX[value & 15] ?? 0;
            }
        }
        target[at++] = SPACE;
        target[at++] = ZERO;
        target[at++] = 0x09;
        for (let byte = this.#start(entry) + cut; byte < this.#end(entry); byte += 1)
            target[at++] = bytes[byte] ?? 0;
        target[at++] = 0;
        return at;
    }
    #start(entry) {
        return this.#starts[entry] ?? 0;
    }
    #end(entry) {
        return this.#ends[entry] ?? 0;
    }
    #lowerBound(path) {
        let low = 0;
        let high = this.count;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.#isBefore(middle, path))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    #isBefore(entry, path) {
        const start = this.#start(entry);
        const length = this.#end(entry) - start;
        const shared = Math.min(length, path.length);
        for (let at = 0; at < shared; at += 1) {
            const difference = (this.#bytes[start + at] ?? 0) - (path[at] ?? 0);
            if (difference !== 0)
                return difference < 0;
        }
        return length < path.length;
    }
}
const SLASH = "/".charCodeAt(0);
const SPACE = " ".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
const HEX = Buffer.from("0123456789abcdef");

;// CONCATENATED MODULE: ./lib/fingerprint/read-index.js
/**
 * The two ways to git's index. Its file is read as it is where it is plain: listing 100,000 entries as text, and
 * reading that, takes longer than all else that is done with them. https://git-scm.com/docs/index-format
 */

const HEADER = 12;
/** Of an entry before its path: times, numbers and size, then mode, id and flags. */
const [MODE, ID, FLAGS, PATH] = [24, 40, 60, 62];
const [LONG_PATH, EXTENDED] = [0xfff, 0x4000];
/** What `git ls-files` knows besides folders of a sparse index. */
const modes = new Set([0o100644, 0o100755, 0o120000, 0o160000]);
const SUBMODULE = 0o160000;
/**
 * Reads the file `index` of a repository with SHA-1 ids. `undefined`: git must be asked (paths are compressed, it is split
 * or sparse, it has what no version so far has, or is broken). The checksum is passed over, as git does.
 */
function readIndexFile(bytes) {
    const end = bytes.length - ID_LENGTH;
    if (end < HEADER || bytes.toString("latin1", 0, 4) !== "DIRC")
        return undefined;
    const version = bytes.readUInt32BE(4);
    const count = bytes.readUInt32BE(8);
    if ((version !== 2 && version !== 3) || count > end / PATH)
        return undefined;
    const layout = makeLayout(bytes, count, "binary", ID_LENGTH);
    let at = HEADER;
    for (let entry = 0; entry < count; entry += 1) {
        if (at + PATH >= end)
            return undefined;
        const flags = bytes.readUInt16BE(at + FLAGS);
        const start = at + PATH + ((flags & EXTENDED) === 0 ? 0 : 2);
        const length = flags & LONG_PATH;
        const pathEnd = length === LONG_PATH ? bytes.indexOf(0, start) : start + length;
        const mode = bytes.readUInt32BE(at + MODE);
        if (pathEnd <= start || pathEnd >= end || bytes[pathEnd] !== 0 || !modes.has(mode))
            return undefined;
        layout.pathStarts[entry] = start;
        layout.pathEnds[entry] = pathEnd;
        layout.idStarts[entry] = at + ID;
        layout.modes[entry] = mode;
        // Any flag: assumed unchanged, a stage of a conflict, left out of a sparse checkout, yet to be added.
        layout.irregular[entry] = (flags & ~LONG_PATH) !== 0 || mode === SUBMODULE ? 1 : 0;
        // One to eight zero bytes make an entry's length a multiple of eight.
        at += (pathEnd - at + 8) & ~7;
    }
    return areOptional(bytes, at, end) ? new GitIndex(layout) : undefined;
}
const ID_LENGTH = 20;
/** Whether all that follows the entries may be passed over: an extension that must be understood begins in lower case. */
function areOptional(bytes, from, end) {
    let at = from;
    while (at + 8 <= end) {
        const first = bytes[at] ?? 0;
        if (first < 0x41 || first > 0x5a)
            return false;
        at += 8 + bytes.readUInt32BE(at + 4);
    }
    return at === end;
}
/** Reads what `git ls-files -z --stage -v` prints: `H 100644 <id> 0\t<path>`. */
function readIndexText(bytes) {
    const starts = [];
    for (let at = 0; at < bytes.length; at = bytes.indexOf(0, at) + 1)
        starts.push(at);
    const before = "H 100644 ".length;
    const idLength = Math.max(0, bytes.indexOf("\t") - before - " 0".length);
    const layout = makeLayout(bytes, starts.length, "hex", idLength);
    starts.forEach((start, entry) => {
        const path = start + before + idLength + " 0\t".length;
        const mode = Number.parseInt(bytes.toString("latin1", start + 2, start + before - 1), 8);
        const isPlain = bytes[start] === "H".charCodeAt(0) && bytes[path - 2] === "0".charCodeAt(0);
        layout.pathStarts[entry] = path;
        layout.pathEnds[entry] = (starts[entry + 1] ?? bytes.length) - 1;
        layout.idStarts[entry] = start + before;
        layout.modes[entry] = mode;
        layout.irregular[entry] = isPlain && mode !== SUBMODULE ? 0 : 1;
    });
    return new GitIndex(layout);
}
function makeLayout(bytes, count, idEncoding, idLength) {
    return {
        bytes,
        idEncoding,
        idLength,
        pathStarts: new Uint32Array(count),
        pathEnds: new Uint32Array(count),
        idStarts: new Uint32Array(count),
        modes: new Uint32Array(count),
        irregular: new Uint8Array(count),
    };
}

;// CONCATENATED MODULE: ./lib/fingerprint/git.js
/** Asks git what the working tree holds. It decides nothing. */





async function requireGit(world, directory, args) {
    const output = await askGit(world, directory, args);
    if (output === undefined)
        throw new Error(`git ${args.join(" ")} failed in the repository`);
    return output;
}
/** The working tree that `directory` lies in; `undefined` when it is no git checkout. */
async function findCheckout(world, directory) {
    const output = await askGit(world, directory, git_command/* questions */.ab.checkout);
    if (output === undefined)
        return undefined;
    const [objectFormat, index = "", attributes = "", ...root] = linesOf(output);
    const resolve = (path) => ((0,external_node_path_.isAbsolute)(path) ? path : `${directory}/${path}`);
    return {
        root: root.join("\n"),
        objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
        indexPath: resolve(index),
        attributesPath: resolve(attributes),
    };
}
/** Lists the working tree without reading a tracked, unchanged file. */
async function listWithGit(world, checkout) {
    const { root, attributesPath } = checkout;
    const [{ index, nestedGit }, changed, untrackedText, conversion] = await Promise.all([
        // Long before git has compared all files: what follows from it alone is done meanwhile.
        readIndex(world, checkout).then(async (index) => ({
            index,
            nestedGit: await findNestedGit(world, root, index),
        })),
        requireGit(world, root, git_command/* questions */.ab.changed),
        requireGit(world, root, git_command/* questions */.ab.untracked),
        askGit(world, root, git_command/* questions */.ab.conversion),
    ]);
    const untracked = splitZero(untrackedText);
    const settings = linesOf(conversion);
    const converted = await listConverted(world, root, { index, untracked, settings, attributesPath });
    return { index, nestedGit, changed: new Set(splitZero(changed)), untracked, converted };
}
async function findNestedGit(world, root, index) {
    const found = await world.files.existing(index.folders().map((folder) => `${root}/${folder}/.git`));
    return found.map((path) => path.slice(root.length + 1));
}
/** Reads git's index, with git's help where that is not plain. */
async function readIndex(world, { root, objectFormat, indexPath }) {
    const bytes = objectFormat === "sha1" ? await world.files.readBytes(indexPath) : undefined;
    const index = bytes === undefined ? undefined : readIndexFile(bytes);
    return index ?? readIndexText(await requireGit(world, root, git_command/* questions */.ab.index));
}
/** What stands for the content of `.git`: the current commit, the branch that it is on, and every reference. */
async function readGitState(world, root) {
    const parts = await Promise.all([
        askGit(world, root, ["rev-parse", "HEAD"]),
        // No branch is an answer too.
        askGit(world, root, ["symbolic-ref", "--quiet", "HEAD"]),
        askGit(world, root, ["for-each-ref", "--format=%(objectname) %(refname)"]),
        askGit(world, root, ["rev-parse", "--is-shallow-repository"]),
    ]);
    return parts.map((part) => part?.toString("utf8") ?? "?").join("\n");
}
function linesOf(output) {
    return output?.toString("utf8").replace(/\n$/, "").split("\n") ?? [];
}

// EXTERNAL MODULE: ./lib/dockerfile/clean-path.js
var clean_path = __webpack_require__(8027);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/fingerprint/folders.js
var fingerprint_folders = __webpack_require__(3265);
;// CONCATENATED MODULE: ./lib/fingerprint/disk-entries.js
/** What is on the disk of a repository, as a build would see it, without git's help. */


/** `undefined`: nothing is there that a build would see. */
async function readEntry(world, root, path) {
    const stat = await world.files.stat(`${root}/${path}`);
    if (stat?.kind === "other")
        return undefined;
    if (stat === undefined) {
        const lost = { kind: "file", executable: false, linkTarget: undefined };
        return isLossy(path) ? { ...lost, path, id: crypto.randomUUID() } : undefined;
    }
    return {
        path,
        kind: stat.kind,
        executable: stat.kind === "file" && (stat.mode & 0o100) !== 0,
        linkTarget: stat.linkTarget,
        id: stat.kind === "directory" ? "" : undefined,
    };
}
/** Every file, link and empty folder below `folder`, from the disk, sorted. `.git` of the root stays out. */
async function walk(world, root, folder, isClosed) {
    const entries = [];
    const visit = async (path) => {
        const children = isClosed?.(path) ? [] : await world.files.list(`${root}/${path}`).catch(unreadable);
        if (children === undefined) {
            // Another user's: nobody knows what is in it, so it never counts as unchanged.
            const id = crypto.randomUUID();
            entries.push({ path, kind: "directory", executable: false, linkTarget: undefined, id });
            return;
        }
        if (children.length === 0 && path !== "") {
            const id = isLossy(path) ? crypto.randomUUID() : "";
            entries.push({ path, kind: "directory", executable: false, linkTarget: undefined, id });
        }
        for (const child of children) {
            const childPath = path === "" ? child.name : `${path}/${child.name}`;
            if (childPath === fingerprint_folders/* GIT_FOLDER */.M)
                continue;
            if (child.kind === "directory")
                await visit(childPath);
            else {
                const entry = await readEntry(world, root, childPath);
                if (entry !== undefined)
                    entries.push(entry);
            }
        }
    };
    await visit(folder);
    return entries.sort(byPath);
}
function unreadable(error) {
    const code = error.code;
    if (code !== "EACCES" && code !== "EPERM")
        throw error;
}
/**
 * What is in the root's `.git`. Where git tells its state, the many folders of loose objects are not looked into: what
 * they hold follows from their names.
 */
async function walkGit(world, root, isTold) {
    const entry = await readEntry(world, root, fingerprint_folders/* GIT_FOLDER */.M);
    if (entry?.kind !== "directory")
        return entry === undefined ? [] : [entry];
    const isLoose = (path) => isTold && /^\.git\/objects\/[0-9a-f]{2}$/.test(path);
    return walk(world, root, fingerprint_folders/* GIT_FOLDER */.M, isLoose);
}
/** git's blob id of the bytes that are on the disk now. */
async function hashEntry(world, root, entry, algorithm) {
    const path = `${root}/${entry.path}`;
    if (entry.kind === "link") {
        const target = (await world.files.stat(path))?.linkTarget;
        if (target === undefined)
            return undefined;
        if (isLossy(target))
            return crypto.randomUUID();
        const bytes = Buffer.from(target, "utf8");
        return (0,external_node_crypto_.createHash)(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
    }
    const size = (await world.files.stat(path))?.size;
    return size === undefined ? undefined : world.files.hash(path, algorithm, `blob ${size}\0`);
}
/**
 * Names that are no UTF-8 come as other names, so nothing can be looked up by them: what has one never counts as
 * unchanged.
 */
function isLossy(text) {
    return text.includes("\uFFFD");
}
function byPath(a, b) {
    return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

;// CONCATENATED MODULE: ./lib/fingerprint/tree.js
/**
 * The repository's files as a build would see them: what is on the disk, named by git's object ids where
 * git knows them, so that no tracked and unchanged file is read.
 */




/** Reads the tree of `root`. Outside a git checkout, everything is walked and hashed when needed. */
async function readTree(world, root, checkout) {
    const expanded = new Map();
    const identified = new Map();
    let state;
    const listing = checkout === undefined ? undefined : await listWithGit(world, checkout);
    const algorithm = checkout?.objectFormat ?? "sha1";
    const own = listing === undefined ? await walkedTree(world, root) : await gitTree(world, root, listing);
    return {
        root,
        ...own,
        expand: (folder) => remember(expanded, folder, () => folder === fingerprint_folders/* GIT_FOLDER */.M ? walkGit(world, root, listing !== undefined) : walk(world, root, folder)),
        identify: (entry) => entry.id === undefined
            ? remember(identified, entry.path, () => hashEntry(world, root, entry, algorithm))
            : Promise.resolve(entry.id),
        gitState: () => {
            state ??= listing === undefined ? Promise.resolve("") : readGitState(world, root);
            return state;
        },
    };
}
async function walkedTree(world, root) {
    const entries = await walk(world, root, "");
    return {
        index: undefined,
        converted: new Set(),
        irregular: [],
        listBelow: async (folder) => entries.filter(({ path }) => (0,fingerprint_folders/* isBelow */.Y)(path, folder)),
        listPaths: () => entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path),
        untrackedFolders: [],
        submodules: new Set(),
    };
}
async function gitTree(world, root, listing) {
    const { index, changed, converted } = listing;
    const submodules = new Set();
    const fromDisk = new Set(changed);
    for (const entry of index.irregularEntries()) {
        // git knows a submodule's commit, not what its checkout holds.
        if (index.mode(entry) === "160000")
            submodules.add(index.path(entry));
        else
            fromDisk.add(index.path(entry));
    }
    const folders = new Set(submodules);
    for (const path of listing.untracked) {
        if (path.endsWith("/"))
            folders.add(path.slice(0, -1));
        else
            fromDisk.add(path);
    }
    for (const path of listing.nestedGit)
        fromDisk.add(path);
    const diskEntries = [];
    for (const path of fromDisk) {
        const entry = await readEntry(world, root, path);
        // A tracked file may have become a folder, or be gone.
        if (entry?.kind === "directory")
            folders.add(path);
        else if (entry !== undefined)
            diskEntries.push(entry);
        else {
            const folder = await findEmptyFolder(world, root, (0,clean_path/* parentOf */.gN)(path));
            if (folder !== undefined)
                folders.add(folder);
        }
    }
    // What git tracks below a folder that is a link now is gone, although the disk finds it by way of the link.
    const links = new Set(diskEntries.filter(({ kind }) => kind === "link").map(({ path }) => path));
    const isBehindLink = (path) => links.size > 0 && path !== "" && (links.has((0,clean_path/* parentOf */.gN)(path)) || isBehindLink((0,clean_path/* parentOf */.gN)(path)));
    const isListed = (path) => !fromDisk.has(path) && !folders.has(path) && !isBehindLink(path);
    const known = new Map();
    return {
        index,
        converted,
        irregular: [...new Set([...fromDisk, ...folders, ...converted])].sort(),
        untrackedFolders: [...folders].sort(),
        submodules,
        listBelow: (folder) => remember(known, folder, async () => {
            const entries = diskEntries.filter(({ path }) => (0,fingerprint_folders/* isBelow */.Y)(path, folder) && !isBehindLink(path));
            const [from, to] = index.below(folder);
            for (let entry = from; entry < to; entry += 1) {
                const path = index.path(entry);
                if (isListed(path))
                    entries.push(await indexEntry(world, root, index, entry, converted.has(path)));
            }
            return entries.sort(byPath);
        }),
        listPaths: () => [
            ...Array.from({ length: index.count }, (_, entry) => index.path(entry)).filter(isListed),
            ...diskEntries.map(({ path }) => path),
        ],
    };
}
/** A folder whose tracked files are all gone, at whatever depth, is no news to git; a build makes it all the same. */
async function findEmptyFolder(world, root, folder) {
    if (folder === "")
        return undefined;
    const kind = (await world.files.stat(`${root}/${folder}`))?.kind;
    if (kind === undefined)
        return findEmptyFolder(world, root, (0,clean_path/* parentOf */.gN)(folder));
    const isEmpty = kind === "directory" && (await world.files.list(`${root}/${folder}`)).length === 0;
    return isEmpty ? folder : undefined;
}
async function indexEntry(world, root, index, entry, isConverted) {
    const path = index.path(entry);
    const mode = index.mode(entry);
    if (mode === "120000") {
        const linkTarget = (await world.files.stat(`${root}/${path}`))?.linkTarget;
        return { path, kind: "link", executable: false, linkTarget, id: index.id(entry) };
    }
    const id = isLossy(path) ? crypto.randomUUID() : isConverted ? undefined : index.id(entry);
    return { path, kind: "file", executable: mode === "100755", linkTarget: undefined, id };
}
function remember(known, key, make) {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
}

// EXTERNAL MODULE: ./lib/registry/facts.js
var facts = __webpack_require__(7860);
// EXTERNAL MODULE: ./lib/registry/host-registry.js
var host_registry = __webpack_require__(5793);
// EXTERNAL MODULE: ./lib/registry/manifest.js
var registry_manifest = __webpack_require__(886);
// EXTERNAL MODULE: ./lib/registry/platforms.js
var registry_platforms = __webpack_require__(8559);
// EXTERNAL MODULE: ./lib/registry/reference.js
var registry_reference = __webpack_require__(9758);
// EXTERNAL MODULE: ./lib/registry/registry-error.js
var registry_error = __webpack_require__(1583);
;// CONCATENATED MODULE: ./lib/registry/bases.js
/** External base images: which digest stands behind a reference now, and what it triggers in a child's build. */







/** Opens no connection yet. Each reference is asked for once in a run, so that all images see the same base. */
function openBaseImages(world, options) {
    const registries = new Map();
    const manifests = new Map();
    /** What registries said about references that they do not have. */
    const absent = new Set();
    function registryOf(host) {
        const registry = registries.get(host) ?? (0,host_registry/* openHostRegistry */.y)(world, host, options);
        registries.set(host, registry);
        return registry;
    }
    function manifestOf({ host, repository, tag, digest }) {
        const name = digest ?? tag ?? "latest";
        const key = `${host}/${repository} ${name}`;
        const known = manifests.get(key);
        if (known !== undefined)
            return known;
        const pending = registryOf(host)
            .getManifest(repository, name)
            .then((lookup) => {
            if (lookup.kind === "found")
                return lookup.manifest;
            const missing = `${host}/${repository} has no ${name}`;
            absent.add(missing);
            throw new registry_error/* RegistryError */.g("unexpected", missing);
        });
        manifests.set(key, pending);
        return pending;
    }
    /** `undefined`: none for the platform. Throws `RegistryError`. */
    async function imageOf(reference, platform) {
        const registry = registryOf(reference.host);
        const top = await manifestOf(reference);
        const parsed = (0,registry_manifest/* parseManifest */.Ng)(top.bytes, top.mediaType);
        const entry = parsed?.kind === "index" ? (0,registry_platforms/* choosePlatform */.xV)(parsed.entries, (0,registry_platforms/* splitPlatform */.iQ)(platform)) : undefined;
        if (parsed?.kind === "index" && entry === undefined)
            return undefined;
        const manifest = entry === undefined ? top : await (0,facts/* readPart */.on)(registry, reference.repository, entry.digest);
        return (0,facts/* readImage */.AM)(registry, reference.repository, manifest);
    }
    return {
        async resolve(text, platforms) {
            const reference = (0,registry_reference/* parseReference */.F2)(text);
            if (reference === undefined)
                return { kind: "unresolved", reason: `"${text}" is no image reference` };
            if (reference.digest !== undefined) {
                return { kind: "resolved", value: reference.digest, digests: [reference.digest] };
            }
            try {
                const manifest = await manifestOf(reference);
                return digestsOf(text, manifest, platforms);
            }
            catch (error) {
                return { kind: "unresolved", reason: describeFailure(error) };
            }
        },
        async check(text, platforms) {
            const reference = (0,registry_reference/* parseReference */.F2)(text);
            if (reference === undefined)
                return { kind: "unknown", reason: `"${text}" is no image reference` };
            try {
                const { bytes, mediaType } = await manifestOf(reference);
                const parsed = (0,registry_manifest/* parseManifest */.Ng)(bytes, mediaType);
                if (parsed?.kind !== "index")
                    return { kind: "there" };
                const lacking = platforms.filter((one) => !(0,registry_platforms/* choosePlatform */.xV)(parsed.entries, (0,registry_platforms/* splitPlatform */.iQ)(one)));
                if (lacking.length === 0)
                    return { kind: "there" };
                const has = new Set(parsed.entries.flatMap(({ platform }) => (platform ? [nameOf(platform)] : [])));
                const reason = `${text} has no image for ${lacking.join(", ")}; it has ${[...has].join(", ")}`;
                // Entries may leave their platform out; then the builder reads it from their configs.
                return { kind: has.size > 0 ? "absent" : "unknown", reason };
            }
            catch (error) {
                const reason = describeFailure(error);
                return { kind: absent.has(reason) ? "absent" : "unknown", reason };
            }
        },
        async settings(text, platform) {
            const reference = (0,registry_reference/* parseReference */.F2)(text);
            if (reference === undefined)
                return { kind: "unknown", reason: `"${text}" is no image reference` };
            try {
                const image = await imageOf(reference, platform);
                if (image === undefined)
                    return { kind: "unknown", reason: `${text} has no image for ${platform}` };
                const { onbuild, environment, workingDirectory } = image.config;
                return { kind: "known", onbuild, environment, workingDirectory };
            }
            catch (error) {
                return { kind: "unknown", reason: describeFailure(error) };
            }
        },
        async layers(text, platform) {
            const reference = (0,registry_reference/* parseReference */.F2)(text);
            if (reference === undefined)
                return undefined;
            try {
                return (await imageOf(reference, platform))?.layers;
            }
            catch (error) {
                describeFailure(error);
                return undefined;
            }
        },
    };
}
/** Per platform, so that another platform's or an attestation's new digest behind the tag rebuilds nothing. */
function digestsOf(reference, manifest, platforms) {
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
    if (parsed === undefined)
        return { kind: "unresolved", reason: `${reference} is no image` };
    if (parsed.kind === "image") {
        return { kind: "resolved", value: manifest.digest, digests: [manifest.digest] };
    }
    if (platforms === "any") {
        const all = parsed.entries.map(({ digest }) => digest);
        return { kind: "resolved", value: manifest.digest, digests: [manifest.digest, ...all] };
    }
    const found = [];
    const digests = new Set();
    for (const platform of [...platforms].sort()) {
        const entry = (0,registry_platforms/* choosePlatform */.xV)(parsed.entries, (0,registry_platforms/* splitPlatform */.iQ)(platform));
        if (entry === undefined) {
            return { kind: "unresolved", reason: `${reference} has no image for ${platform}` };
        }
        found.push(`${platform}=${entry.digest}`);
        digests.add(entry.digest);
    }
    const [only] = digests;
    const value = digests.size === 1 && only !== undefined ? only : found.join(" ");
    return { kind: "resolved", value, digests: [manifest.digest, ...digests] };
}
function nameOf({ os, architecture, variant }) {
    return [os, architecture, variant].filter((part) => part !== "").join("/");
}
/** A bug must not pass for a registry that does not answer. */
function describeFailure(error) {
    if (error instanceof registry_error/* RegistryError */.g)
        return (0,errors/* describeError */.U)(error);
    throw error;
}

// EXTERNAL MODULE: ./lib/registry/docker-config.js
var docker_config = __webpack_require__(1122);
// EXTERNAL MODULE: ./lib/registry/store.js + 10 modules
var store = __webpack_require__(4015);
// EXTERNAL MODULE: ./lib/session-state.js
var session_state = __webpack_require__(4403);
;// CONCATENATED MODULE: ./lib/session.js
/** What one run holds while it lasts, released together: repository, credentials, registry, scratch space. */







async function openSession(world, registry) {
    const workspace = world.env.GITHUB_WORKSPACE || world.cwd;
    const checkout = await findCheckout(world, workspace);
    const root = checkout?.root ?? (await world.files.realPath(workspace)) ?? workspace;
    const scratch = await world.files.makeTemporary("ml-image-build-");
    world.log.saveState(session_state/* sessionState */.C.scratch, scratch);
    const dockerConfig = await (0,docker_config/* createDockerConfig */.l)(world);
    world.log.saveState(session_state/* sessionState */.C.dockerConfig, dockerConfig.directory);
    const release = async () => {
        if (await (0,rescue/* isLeftToPost */.LA)(world, scratch))
            return;
        await dockerConfig.remove();
        await world.files.remove(scratch);
    };
    try {
        const tree = readTree(world, root, checkout);
        // Whoever awaits it gets the error; nobody does when the definitions are wrong.
        tree.catch(() => { });
        return {
            root,
            tree,
            env: dockerConfig.env,
            store: registry === undefined ? undefined : await (0,store/* openImageStore */.N)(world, registry, { dockerConfig }),
            bases: openBaseImages(world, { dockerConfig: dockerConfig.directory }),
            scratch,
            [Symbol.asyncDispose]: release,
        };
    }
    catch (error) {
        await release();
        throw error;
    }
}


/***/ }),

/***/ 97:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ openFiles)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6760);
/** The only door to the file system. */





/** `temporaryRoot`: GitHub's RUNNER_TEMP, which the runner empties; else the system's. */
function openFiles(temporaryRoot) {
    const readBytes = (path) => absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)(path));
    return {
        readBytes,
        readText: async (path) => (await readBytes(path))?.toString("utf8"),
        readStart: (path, limit) => absentIsUndefined(readStart(path, limit)),
        hash: (path, algorithm, prefix) => absentIsUndefined(hashFile(path, algorithm, prefix)),
        async write(path, data, mode) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.dirname)(path), { recursive: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.writeFile)(path, data, mode === undefined ? {} : { mode });
        },
        stat: (path) => absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.lstat)(path).then(async (stat) => ({
            kind: kindOf(stat),
            mode: stat.mode & 0o7777,
            size: stat.size,
            linkTarget: stat.isSymbolicLink() ? await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readlink)(path) : undefined,
        }))),
        // One call each, without a promise each: a microsecond or two where most are missing.
        existing: async (paths) => paths.filter(isThere),
        async list(path) {
            const entries = (await absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readdir)(path, { withFileTypes: true }))) ?? [];
            return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
        },
        freeBytes: (path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.statfs)(path).then(({ bavail, bsize }) => bavail * bsize, () => undefined),
        async makeDirectory(path) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(path, { recursive: true });
        },
        async makeTemporary(prefix) {
            const root = temporaryRoot ?? (0,node_os__WEBPACK_IMPORTED_MODULE_3__.tmpdir)();
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(root, { recursive: true });
            return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdtemp)((0,node_path__WEBPACK_IMPORTED_MODULE_4__.join)(root, prefix));
        },
        link: (target, path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.symlink)(target, path),
        remove: (path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(path, { recursive: true, force: true }),
        realPath: (path) => absentIsUndefined((0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.realpath)(path)),
    };
}
async function hashFile(path, algorithm, prefix) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(algorithm).update(prefix);
    for await (const chunk of (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path, { highWaterMark: 1 << 20 }))
        hash.update(chunk);
    return hash.digest("hex");
}
async function readStart(path, limit) {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, "r");
    try {
        const buffer = Buffer.alloc(limit);
        const { bytesRead } = await file.read(buffer, 0, limit, 0);
        return buffer.subarray(0, bytesRead);
    }
    finally {
        await file.close();
    }
}
function kindOf(entry) {
    if (entry.isFile())
        return "file";
    if (entry.isDirectory())
        return "directory";
    return entry.isSymbolicLink() ? "link" : "other";
}
function isThere(path) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        // A part of the path is no folder.
        return false;
    }
}
async function absentIsUndefined(promise) {
    try {
        return await promise;
    }
    catch (error) {
        const code = error.code;
        // A folder is no file, and a file no folder.
        if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR")
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 3194:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  start: () => (/* binding */ start)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/images/find.js + 18 modules
var find = __webpack_require__(9076);
// EXTERNAL MODULE: ./lib/input-modes.js
var input_modes = __webpack_require__(5446);
// EXTERNAL MODULE: ./lib/inputs.js
var lib_inputs = __webpack_require__(646);
// EXTERNAL MODULE: ./lib/analyze-images.js + 1 modules
var analyze_images = __webpack_require__(6161);
// EXTERNAL MODULE: ./lib/dockerfile/parse.js + 2 modules
var parse = __webpack_require__(2390);
// EXTERNAL MODULE: ./lib/dockerfile/stages.js
var dockerfile_stages = __webpack_require__(3407);
;// CONCATENATED MODULE: ./lib/cache/cut-after-mounts.js
/** A Dockerfile that ends with the last steps that use cache mounts: what it reads decides whether they run. Pure. */


const MOUNT_STEPS_TARGET = "ml-image-build-mount-steps";
/** `lines`: those of the instructions with mounts. Only read, never built. */
function cutAfterMounts(text, lines) {
    const parsed = (0,parse/* parseDockerfile */.A)(text);
    const { stages } = (0,dockerfile_stages/* readStages */.i)(parsed.instructions);
    const starts = parsed.instructions.map(({ line }) => line).sort((a, b) => a - b);
    const all = text.split("\n");
    const endOf = (line) => (starts.find((start) => start > line) ?? all.length + 1) - 1;
    const kept = all.slice(0, (stages[0]?.from.line ?? 1) - 1);
    const users = [];
    for (const [index, stage] of stages.entries()) {
        const first = stage.from.line;
        const last = (stages[index + 1]?.from.line ?? all.length + 1) - 1;
        const used = lines.filter((line) => line >= first && line <= last);
        if (used.length > 0)
            users.push(index);
        kept.push(...all.slice(first - 1, used.length > 0 ? endOf(Math.max(...used)) : last));
    }
    if (users.length === 0)
        return undefined;
    const copies = users.map((index) => `COPY --from=${stages[index]?.name ?? index} /ml-image-build /`);
    return [...kept, `FROM scratch AS ${MOUNT_STEPS_TARGET}`, ...copies, ""].join("\n");
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/cache/kept-mount.js
/** The cache mounts of an image that can be kept, and how each is known. Pure. */

/** Each mount once. One that begins with a stage's files has those in its name, and is left out. */
function chooseMounts(found) {
    const mounts = new Map();
    const lines = [];
    const notices = [];
    for (const { id, sharing, uid, gid, mode, from, line } of found) {
        if (from !== undefined) {
            notices.push(`line ${line}: the cache mount ${id} begins with from=${from}, and is not kept`);
        }
        else if (!/^[\w@%+=:./~-]+$/.test(id)) {
            notices.push(`line ${line}: the cache mount ${JSON.stringify(id)} is not kept because of its name`);
        }
        else {
            const key = (0,external_node_crypto_.createHash)("sha256")
                .update(JSON.stringify([id, uid, gid, mode]))
                .digest("hex")
                .slice(0, 16);
            // `locked` anywhere is respected everywhere.
            const before = mounts.get(key)?.sharing;
            mounts.set(key, { key, id, uid, gid, mode, sharing: before === "locked" ? before : sharing });
            lines.push(line);
        }
    }
    return { mounts: [...mounts.values()], lines, notices };
}

// EXTERNAL MODULE: ./lib/cache/mount-dockerfile.js
var mount_dockerfile = __webpack_require__(1418);
;// CONCATENATED MODULE: ./lib/fingerprint/fingerprint.js
/** Inputs → fingerprint. Pure. */

/**
 * Part of every fingerprint: raised when the same inputs would be built or analysed differently, so that
 * nothing that an older version decided is reused.
 */
const FINGERPRINT_VERSION = "1";
const kinds = [
    "version",
    "dockerfile",
    "option",
    "arg",
    "base",
    "parent",
    "file",
    "unknown",
];
/** The same components in any order give the same fingerprint; every field is delimited. */
function computeFingerprint(components) {
    const lines = [{ kind: "version", name: "", value: FINGERPRINT_VERSION }, ...components]
        .map(({ kind, name, value }) => `${kinds.indexOf(kind)} ${JSON.stringify([name, value])}`)
        .sort();
    return (0,external_node_crypto_.createHash)("sha256").update(lines.join("\n")).digest("hex");
}

// EXTERNAL MODULE: ./lib/dockerfile/clean-path.js
var clean_path = __webpack_require__(8027);
;// CONCATENATED MODULE: ./lib/dockerfile/context-tree.js

/** How many links BuildKit follows before it gives up. */
const MOST_LINKS = 255;
/** Looks paths up in entries sorted by path; directories are there by the files below them. */
class ContextTree {
    entries;
    constructor(entries) {
        this.entries = entries;
    }
    /** Finds a path without following links; "" is the whole context. */
    find(path) {
        if (path === "")
            return { path, isDirectory: true, start: 0, end: this.entries.length };
        const exact = this.#lowerBound(path);
        const entry = this.entries[exact];
        const isEntry = entry?.path === path;
        if (isEntry && entry.kind !== "directory")
            return { path, isDirectory: false, start: exact, end: exact + 1 };
        const start = this.#lowerBound(`${path}/`);
        // "/" + 1 is "0": the first path that is no longer below.
        const end = this.#lowerBound(`${path}0`);
        if (start < end)
            return { path, isDirectory: true, start, end };
        return isEntry ? { path, isDirectory: true, start: exact, end: exact + 1 } : undefined;
    }
    /** The names directly below a directory, in order. */
    *children(directory) {
        const prefix = directory.path === "" ? "" : `${directory.path}/`;
        for (let i = directory.start; i < directory.end;) {
            const path = this.entries[i]?.path ?? "";
            const slash = path.indexOf("/", prefix.length);
            if (path === directory.path)
                i++;
            else if (slash === -1) {
                yield { path, isDirectory: this.entries[i]?.kind === "directory", start: i, end: i + 1 };
                i++;
            }
            else {
                const child = path.slice(0, slash);
                const end = Math.min(this.#lowerBound(`${child}0`, i), directory.end);
                yield { path: child, isDirectory: true, start: i, end };
                i = end;
            }
        }
    }
    /** The link that a path is; `undefined` for anything else. */
    linkAt(path) {
        const index = this.#lowerBound(path);
        const entry = this.entries[index];
        if (entry?.path !== path || entry.kind !== "link")
            return undefined;
        return { index, target: entry.linkTarget ?? "" };
    }
    /**
     * Follows the links on the way to a path and at its end, as if the context were the file system's root.
     * Reports each link by its index. `undefined`: links that go round in circles.
     */
    follow(path, onLink) {
        let open = path === "" ? [] : path.split("/");
        let real = "";
        for (let links = 0; open.length > 0;) {
            const next = (0,clean_path/* joinBelow */.ur)(real, open[0] ?? "");
            const link = this.linkAt(next);
            open = open.slice(1);
            if (link === undefined) {
                real = next;
                continue;
            }
            if (++links > MOST_LINKS)
                return undefined;
            onLink(link.index);
            const directory = link.target.startsWith("/") ? "" : (0,clean_path/* parentOf */.gN)(next);
            const joined = (0,clean_path/* cleanPath */.ts)(`/${directory}/${link.target}`).slice(1);
            open = [...(joined === "" ? [] : joined.split("/")), ...open];
            real = "";
        }
        return real;
    }
    #lowerBound(path, from = 0) {
        let low = from;
        let high = this.entries.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.entries[middle]?.path ?? "") < path)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

// EXTERNAL MODULE: ./lib/dockerfile/glob.js
var glob = __webpack_require__(6306);
;// CONCATENATED MODULE: ./lib/dockerfile/find-sources.js


/**
 * The files and directories that a read names. The links on the way count as well as what they lead to, and
 * are reported by index. With `--parents` that is the pivot; its pattern filters what lies below.
 */
function findSources(tree, read, onLink) {
    const source = read.parents ? (read.pivot ?? "") : read.source;
    return (0,glob/* hasWildcard */.r)(source) && read.wildcard
        ? matchSource(tree, source, onLink)
        : followTo(tree, source, onLink);
}
function followTo(tree, path, onLink) {
    const real = tree.follow(path, onLink);
    const node = real === undefined ? undefined : tree.find(real);
    return node === undefined ? [] : [node];
}
/** Literal components first, with links followed; then the pattern, which goes into no links. */
function matchSource(tree, source, onLink) {
    const parts = source.split("/");
    const first = parts.findIndex(glob/* hasWildcard */.r);
    const [base] = followTo(tree, parts.slice(0, first).join("/"), onLink);
    if (base === undefined || !base.isDirectory)
        return [];
    const pattern = parts.slice(first).join("/");
    // A class matches "/" too, so its pattern is put to whole paths.
    const matches = pattern.includes("[")
        ? matchWhole(tree, base, base.path, pattern)
        : matchParts(tree, base, parts.slice(first));
    return matches.flatMap((match) => followTo(tree, match.path, onLink));
}
function matchParts(tree, directory, parts) {
    const [part = "", ...rest] = parts;
    if (!/[*?\\]/.test(part)) {
        const child = tree.find((0,clean_path/* joinBelow */.ur)(directory.path, part));
        if (child === undefined || rest.length === 0)
            return child === undefined ? [] : [child];
        return child.isDirectory ? matchParts(tree, child, rest) : [];
    }
    const found = [];
    for (const child of tree.children(directory)) {
        const name = child.path.slice(directory.path === "" ? 0 : directory.path.length + 1);
        if ((0,glob/* matchGlob */.s)(part, name) !== "match")
            continue;
        if (rest.length === 0)
            found.push(child);
        else if (child.isDirectory)
            found.push(...matchParts(tree, child, rest));
    }
    return found;
}
function matchWhole(tree, directory, base, pattern) {
    const found = [];
    for (const child of tree.children(directory)) {
        const below = base === "" ? child.path : child.path.slice((0,clean_path/* joinBelow */.ur)(base, "x").length - 1);
        if ((0,glob/* matchGlob */.s)(pattern, below) === "match")
            found.push(child);
        else if (child.isDirectory)
            found.push(...matchWhole(tree, child, base, pattern));
    }
    return found;
}

// EXTERNAL MODULE: ./lib/dockerfile/pattern-matcher.js + 3 modules
var pattern_matcher = __webpack_require__(830);
;// CONCATENATED MODULE: ./lib/dockerfile/context-files.js




/** Selects what `reads` can read of one context; `entries` are sorted by path (JavaScript's `<`). */
function selectContextFiles(entries, reads, isIgnored) {
    const tree = new ContextTree(entries);
    const selection = new Selection(tree, isIgnored);
    const missing = [];
    for (const read of reads) {
        const sources = findSources(tree, read, (index) => selection.take(index));
        let isSeen = false;
        for (const source of sources)
            isSeen = selection.takeBelow(source, read) || isSeen;
        if (isSeen || read.allowMissing)
            continue;
        missing.push({ read, because: sources.length > 0 ? "ignored" : "absent" });
    }
    return { ...selection.result(), missing };
}
class Selection {
    #tree;
    #isIgnored;
    #taken;
    /** Directories that the build sees, and those of them that hold something taken. */
    #seen = new Set();
    #holding = new Set();
    constructor(tree, isIgnored) {
        this.#tree = tree;
        this.#isIgnored = isIgnored;
        this.#taken = new Uint8Array(tree.entries.length);
    }
    /** Takes one entry, unless it is ignored. */
    take(index) {
        const entry = this.#tree.entries[index];
        if (entry === undefined || this.#isIgnored(entry.path, entry.kind === "directory"))
            return false;
        if (this.#taken[index] === 1)
            return true;
        this.#taken[index] = 1;
        let directory = (0,clean_path/* parentOf */.gN)(entry.path);
        while (directory !== "" && !this.#holding.has(directory)) {
            this.#holding.add(directory);
            directory = (0,clean_path/* parentOf */.gN)(directory);
        }
        return true;
    }
    /** Takes a file, or everything below a directory that `--exclude` and `--parents` leave. */
    takeBelow(source, read) {
        if (!source.isDirectory)
            return this.take(source.start);
        const filter = readFilter(read);
        const skip = source.path === "" ? 0 : source.path.length + 1;
        let isSeen = false;
        let folder;
        for (let i = source.start; i < source.end; i++) {
            const entry = this.#tree.entries[i];
            if (entry === undefined)
                continue;
            const parent = entry.kind === "directory" ? entry.path : (0,clean_path/* parentOf */.gN)(entry.path);
            if (parent !== folder) {
                folder = parent;
                isSeen = this.#noteDirectories(parent, source.path, filter) || isSeen;
            }
            if (entry.kind === "directory" || filter?.(entry.path.slice(skip)) === false)
                continue;
            isSeen = this.take(i) || isSeen;
        }
        return isSeen;
    }
    result() {
        const emptyDirectories = [...this.#seen].filter((directory) => !this.#holding.has(directory)).sort();
        for (const directory of emptyDirectories) {
            const start = this.#tree.find(directory)?.start ?? 0;
            if (this.#tree.entries[start]?.path === directory)
                this.#taken[start] = 1;
        }
        const indexes = [];
        this.#taken.forEach((taken, index) => {
            if (taken === 1)
                indexes.push(index);
        });
        return { indexes, emptyDirectories };
    }
    /** Notes the directories that BuildKit makes, from `directory` up to the source. */
    #noteDirectories(directory, source, filter) {
        let isSeen = false;
        for (let path = directory; path !== ""; path = (0,clean_path/* parentOf */.gN)(path)) {
            const isSource = path === source;
            const below = source === "" ? path : path.slice(source.length + 1);
            if (!this.#isIgnored(path, true) && (isSource || filter?.(below) !== false)) {
                this.#seen.add(path);
                isSeen = true;
            }
            if (isSource)
                break;
        }
        return isSeen;
    }
}
/** What of a source directory is copied, by path below it; `undefined`: everything. */
function readFilter(read) {
    if (read.exclude.length === 0 && !read.parents)
        return undefined;
    const excluded = new pattern_matcher/* PatternMatcher */.P(read.exclude);
    const included = read.parents ? includeMatcher(read) : undefined;
    return (path) => !excluded.matches(path) && (included === undefined || included.matches(path));
}
/** `undefined`: everything. */
function includeMatcher({ source, pivot = "" }) {
    const pattern = pivot === "" ? source : source.slice((0,clean_path/* joinBelow */.ur)(pivot, "x").length - 1);
    return pattern === "" || pattern === pivot ? undefined : new pattern_matcher/* PatternMatcher */.P([pattern]);
}

// EXTERNAL MODULE: ./lib/dockerfile/dockerignore.js
var dockerignore = __webpack_require__(8118);
;// CONCATENATED MODULE: ./lib/fingerprint/file-lines.js
/**
 * How the files that a build reads of one context enter the fingerprint: one digest over lines as git's index
 * prints them, with paths below the context, sorted by the paths' bytes. Pure.
 *
 * Both ways to the digest give the same one: `digestEntries` from single entries, `digestIndex` from a part
 * of the index, without an object for each of 100,000 files.
 */

function digestEntries(entries) {
    const lines = entries.map(({ below, mode, id }) => ({
        path: Buffer.from(below),
        text: `H ${mode} ${id} 0\t`,
    }));
    lines.sort((a, b) => Buffer.compare(a.path, b.path));
    const hash = (0,external_node_crypto_.createHash)("sha256");
    for (const { path, text } of lines)
        hash.update(text).update(path).update("\0");
    return hash.digest("hex");
}
/** `ranges`: of regular entries, in order, without overlaps; `contextPath`: "" or without a trailing slash. */
function digestIndex(index, ranges, contextPath) {
    const cut = contextPath === "" ? 0 : Buffer.byteLength(contextPath) + 1;
    const hash = (0,external_node_crypto_.createHash)("sha256");
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let filled = 0;
    for (const [from, to] of ranges) {
        for (let entry = from; entry < to; entry += 1) {
            if (filled + index.printedLength(entry) > CHUNK_BYTES) {
                hash.update(chunk.subarray(0, filled));
                filled = 0;
            }
            filled = index.print(entry, cut, chunk, filled);
        }
    }
    return hash.update(chunk.subarray(0, filled)).digest("hex");
}
/** A path has at most 4096 bytes where it can be checked out. */
const CHUNK_BYTES = 65_536;

// EXTERNAL MODULE: ./lib/fingerprint/folders.js
var folders = __webpack_require__(3265);
;// CONCATENATED MODULE: ./lib/fingerprint/list-entries.js


/** Sorted by path below the context; folders without tracked files are walked only where a read can reach them. */
async function listEntries(tree, contextPath, reads, matcher) {
    const prefix = contextPath === "" ? "" : `${contextPath}/`;
    const located = (await tree.listBelow(contextPath)).map((entry) => ({
        below: entry.path.slice(prefix.length),
        entry,
    }));
    /** Its path below the context; "": the context lies in it. */
    const nameOf = (folder) => (0,folders/* isBelow */.Y)(folder, contextPath) ? folder.slice(prefix.length) : "";
    let open = [...tree.untrackedFolders, folders/* GIT_FOLDER */.M].filter((folder) => (folder === contextPath || (0,folders/* isBelow */.Y)(folder, contextPath) || (0,folders/* isBelow */.Y)(contextPath, folder)) &&
        // What the ignore file leaves out, nothing leads into.
        (nameOf(folder) === "" || !matcher.canSkipDirectory(nameOf(folder))));
    const listed = located.length;
    const expand = async (wanted) => {
        open = open.filter((folder) => !wanted.includes(folder));
        for (const folder of wanted) {
            for (const entry of await tree.expand(folder)) {
                if ((0,folders/* isBelow */.Y)(entry.path, contextPath))
                    located.push({ below: entry.path.slice(prefix.length), entry });
            }
        }
    };
    await expand(open.filter((folder) => reads.some((read) => canReach(read, nameOf(folder)))));
    // A link that is a source may lead into any folder, and what it leads to may be a link again.
    for (;;) {
        const targets = located.flatMap(linkTarget);
        const wanted = open.filter((folder) => targets.some((target) => isOnTheWay(target, nameOf(folder))));
        if (wanted.length === 0)
            break;
        await expand(wanted);
    }
    return located.length === listed
        ? located
        : located.sort((a, b) => (a.below < b.below ? -1 : a.below > b.below ? 1 : 0));
}
/** Where a link leads to, as if the context were the file system's root. */
function linkTarget({ below, entry: { kind, linkTarget: target } }) {
    if (kind !== "link" || target === undefined)
        return [];
    return [(0,clean_path/* cleanBelowRoot */.HY)(target.startsWith("/") ? target : `${(0,clean_path/* parentOf */.gN)(below)}/${target}`)];
}
/** Whether a read may select something at or below `folder`, links aside. */
function canReach(read, folder) {
    return isOnTheWay(read.wildcard ? literalStart(read.source) : read.source, folder);
}
/** Whether `path` is `folder`, or one of them is below the other. */
function isOnTheWay(path, folder) {
    return folder === path || (0,folders/* isBelow */.Y)(folder, path) || (0,folders/* isBelow */.Y)(path, folder);
}
/** The folders before a pattern's first wildcard. */
function literalStart(pattern) {
    const parts = pattern.split("/");
    const first = parts.findIndex((part) => /[*?[\\]/.test(part));
    return parts.slice(0, first === -1 ? parts.length : first).join("/");
}

;// CONCATENATED MODULE: ./lib/fingerprint/whole-folders.js



/** `undefined`: something is not that plain, so every file must be looked at. */
function readWholeFolders(tree, contextPath, ignoreText, reads) {
    const { index } = tree;
    if (index === undefined)
        return undefined;
    const ranges = [];
    for (const read of reads) {
        if (read.wildcard || read.exclude.length > 0)
            return undefined;
        const path = [contextPath, read.source].filter((part) => part !== "").join("/");
        // All of the repository: `.git` is a part of it.
        if (path === "" ||
            tree.irregular.some((one) => one === path || (0,folders/* isBelow */.Y)(one, path) || (0,folders/* isBelow */.Y)(path, one))) {
            return undefined;
        }
        const range = findRange(index, path);
        if (range === undefined)
            return undefined;
        ranges.push(range);
    }
    const merged = mergeRanges(ranges);
    if (canBeIgnored(index, merged, ignoreText))
        return undefined;
    return { digest: digestIndex(index, merged, contextPath), ranges: merged };
}
function findRange(index, path) {
    const entry = index.find(path);
    // A link as a source is followed.
    if (entry !== undefined)
        return index.mode(entry) === "120000" ? undefined : [entry, entry + 1];
    const [from, to] = index.below(path);
    return from < to ? [from, to] : undefined;
}
function mergeRanges(ranges) {
    const merged = [];
    for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
        const last = merged.at(-1);
        if (last !== undefined && from < last[1])
            merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
        else
            merged.push([from, to]);
    }
    return merged;
}
/** In BuildKit's patterns some of these mean what they do in regular expressions. */
const UNCLEAR = /[|{}^+()$]/;
/** A pattern matches only paths that have its literal parts in them; one without any may match everything. */
function canBeIgnored(index, ranges, ignoreText) {
    return (0,dockerignore/* readIgnorePatterns */.gZ)(ignoreText).some((pattern) => {
        if (pattern.startsWith("!"))
            return false;
        if (UNCLEAR.test(pattern))
            return true;
        const literals = pattern.split(/[*?/]|\[.*\]|\\./).filter((part) => part !== "" && part !== ".");
        return ranges.some(([from, to]) => literals.every((literal) => index.includes(literal, from, to)));
    });
}

;// CONCATENATED MODULE: ./lib/fingerprint/context-inputs.js






/** A folder with more files than this is one line among a plan's inputs, where all of it is read. */
const MANY_FILES = 200;
/** Selects and names every file that `reads` can read of `context`. */
async function readContext(tree, context, reads) {
    const own = reads.filter((read) => read.context === context.name);
    if (own.length === 0) {
        return { components: [], paths: [], listFiles: () => [], notices: [], missing: [], problems: [] };
    }
    return readFolders(tree, context, own) ?? readFiles(tree, context, own);
}
function readFolders(tree, context, reads) {
    const { index } = tree;
    const reading = readWholeFolders(tree, context.path, context.ignoreText, reads);
    if (index === undefined || reading === undefined)
        return undefined;
    const cut = context.path === "" ? 0 : context.path.length + 1;
    return {
        components: [fileComponent(context.name, reading.digest)],
        paths: reads.flatMap(({ source }) => {
            const path = [context.path, source].filter((part) => part !== "").join("/");
            if (index.find(path) !== undefined)
                return [path];
            const [from, to] = index.below(path);
            return to - from > MANY_FILES ? [`${path}/`] : listLines(from, to).map((line) => index.path(line));
        }),
        listFiles: () => reading.ranges
            .flatMap(([from, to]) => listLines(from, to))
            .map((line) => {
            const mode = index.mode(line);
            return singleFile(context.name, { below: index.path(line).slice(cut), mode, id: index.id(line) });
        }),
        notices: [],
        missing: [],
        problems: [],
    };
}
function listLines(from, to) {
    return Array.from({ length: to - from }, (_, index) => from + index);
}
async function readFiles(tree, context, own) {
    const matcher = (0,dockerignore/* compileDockerignore */._O)(context.ignoreText);
    const entries = await listEntries(tree, context.path, own, matcher);
    const contextEntries = entries.map(({ below, entry }) => ({
        path: below,
        kind: entry.kind,
        linkTarget: entry.linkTarget,
    }));
    const selected = selectContextFiles(contextEntries, own, matcher.isIgnored);
    const files = [];
    const paths = [];
    const notices = [];
    let readsGit = false;
    // git tells what stands for all of it; its files differ between two checkouts of one commit.
    const isKnownToGit = (path) => tree.index !== undefined && (0,folders/* isBelow */.Y)(path, folders/* GIT_FOLDER */.M);
    for (const index of selected.indexes) {
        const found = entries[index];
        if (found !== undefined && isKnownToGit(found.entry.path)) {
            readsGit = true;
            continue;
        }
        const id = found === undefined ? undefined : await tree.identify(found.entry);
        // Gone since the tree was listed: then the build will not find it either.
        if (found === undefined || id === undefined)
            continue;
        if (found.entry.kind === "directory" && id !== "") {
            notices.push(`${found.entry.path} cannot be read: it counts as changed, each time`);
        }
        files.push({ below: found.below, mode: modeOf(found.entry), id });
        paths.push(found.entry.path);
    }
    // A folder of which every file is left out is made all the same.
    const named = new Set(files.map((file) => file.below));
    for (const below of selected.emptyDirectories) {
        if (isKnownToGit([context.path, below].filter((part) => part !== "").join("/")))
            readsGit = true;
        else if (!named.has(below))
            files.push({ below, mode: "040000", id: "" });
    }
    const components = [fileComponent(context.name, digestEntries(files))];
    const missing = selected.missing.filter(({ read }) => !(0,folders/* isBelow */.Y)(`${read.source}/`, folders/* GIT_FOLDER */.M));
    const lost = missing.map(({ read, because }) => `line ${read.line}: ${read.instruction} ${read.asWritten} finds nothing in ${context.path || "the repository's root"}${because === "ignored" ? " (its ignore file leaves it out)" : ""}`);
    notices.push(...lost);
    if (readsGit) {
        // Every commit and every fetched tag changes it; what it holds cannot be told file by file.
        components.push({ kind: "file", name: `${context.name}:.git`, value: await tree.gitState() });
        paths.push(".git/");
        notices.push("the build reads .git, so every commit is a change: add .git to the ignore file");
    }
    for (const { below, mode } of files) {
        const path = [context.path, below].filter((part) => part !== "").join("/");
        if (mode !== "040000" || !tree.submodules.has(path))
            continue;
        notices.push(`the submodule ${path} is not checked out: the build gets an empty folder (\`submodules: true\`)`);
    }
    const { problems } = matcher;
    const listFiles = () => files.map((file) => singleFile(context.name, file));
    return { components, paths, listFiles, notices, missing, problems };
}
function fileComponent(context, digest) {
    return { kind: "file", name: context, value: digest };
}
function singleFile(context, { below, mode, id }) {
    return { kind: "file", name: `${context}:${below}`, value: `${mode} ${id}` };
}
function modeOf({ kind, executable }) {
    switch (kind) {
        case "file":
            return executable ? "100755" : "100644";
        case "link":
            return "120000";
        case "directory":
            return "040000";
    }
}

// EXTERNAL MODULE: ./lib/images/repo-path.js
var repo_path = __webpack_require__(222);
;// CONCATENATED MODULE: ./lib/fingerprint/dockerfile-paths.js
/** Where the text of a Dockerfile comes from. */

/** The Dockerfile; where it is a link, also the file that it leads to. */
async function listDockerfile(world, { root, index }, path) {
    const line = index?.find(path);
    if (line === undefined || index?.mode(line) !== "120000")
        return [path];
    const real = await world.files.realPath(`${root}/${path}`);
    const found = real === undefined ? undefined : (0,repo_path/* below */.Gz)(root, real);
    return found === undefined ? [path] : [path, found];
}

;// CONCATENATED MODULE: ./lib/fingerprint/external-bases.js
/** Reference → the platforms it is used for; none: all that is behind it counts. */
function externalBases(world, { spec, analysis, parents }) {
    const inRepository = new Set(parents.map((edge) => edge.contextName));
    const external = new Map();
    const add = (reference, platforms) => {
        external.set(reference, new Set([...(external.get(reference) ?? []), ...platforms]));
    };
    for (const { reference, platform } of analysis.references) {
        if (inRepository.has(reference) || spec.contexts.has(reference) || reference === "scratch")
            continue;
        if (platform === "")
            add(reference, spec.platforms);
        // For a check ahead of the build, the builder's platform is this machine's; the fingerprint counts them all.
        else
            add(reference, [platform === "build" ? hostPlatform(world) : platform]);
    }
    for (const [name, source] of spec.contexts) {
        // A stage may take it for the builder's platform, which only the Dockerfile's FROM says.
        if (source.kind === "reference" && !inRepository.has(name))
            external.set(source.reference, new Set());
    }
    return new Map([...external].sort(([a], [b]) => (a < b ? -1 : 1)));
}
/** The builder's, as far as can be known. */
function hostPlatform(world) {
    return `linux/${world.platform.arch === "x64" ? "amd64" : world.platform.arch}`;
}

;// CONCATENATED MODULE: ./lib/fingerprint/lfs-pointers.js
/** Files that are still pointers of Git LFS: a checkout without `lfs: true` would bake them into an image. */


/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER_START = "version https://git-lfs.github.com/spec/v1";
/** What nobody stores as a text of three lines. */
const WEIGHTS = /\.(?:bin|ckpt|gguf|h5|joblib|keras|model|msgpack|npz|onnx|pb|pkl|pt|pth|safetensors|tflite)$/i;
const FILES_AT_ONCE = 64;
/**
 * Throws UserError that names every pointer among the paths that builds read. Looked at are files that git filters,
 * those that git here does not know (a submodule has filters of its own), and those whose names promise a model.
 */
async function refuseLfsPointers(world, tree, paths) {
    const folders = new Set(tree.untrackedFolders);
    const isUnknown = (path) => folders.has(path) || (path !== "" && folders.size > 0 && isUnknown((0,clean_path/* parentOf */.gN)(path)));
    const irregular = new Set(tree.irregular);
    const suspects = [...paths].filter((path) => tree.index === undefined || irregular.has(path) || WEIGHTS.test(path) || isUnknown(path));
    const problems = [];
    for (let at = 0; at < suspects.length; at += FILES_AT_ONCE) {
        const some = suspects.slice(at, at + FILES_AT_ONCE);
        const starts = await Promise.all(some.map((path) => readStart(world, `${tree.root}/${path}`)));
        for (const [index, path] of some.entries()) {
            if (starts[index] !== POINTER_START)
                continue;
            problems.push(`${path}: expected the file's content, found a pointer of Git LFS; check it out with \`lfs: true\` (actions/checkout) or \`git lfs pull\``);
        }
    }
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest], { files: [...paths] });
}
async function readStart(world, path) {
    // Links count as links, and pipes would never end.
    if ((await world.files.stat(path))?.kind !== "file")
        return undefined;
    return (await world.files.readStart(path, POINTER_START.length))?.toString("latin1");
}

;// CONCATENATED MODULE: ./lib/fingerprint/ignore-file.js
/** Finds the ignore file of a build context, where BuildKit finds it. */


/** As many links as BuildKit follows. */
const ignore_file_MOST_LINKS = 255;
/**
 * `<Dockerfile>.dockerignore` replaces the context's own ignore file; named contexts have only their own. One
 * that is a link is followed as if its folder were the file system's root, so one that leads out of it is none.
 */
async function readIgnoreFile(world, root, spec, contextName, contextPath) {
    const own = (0,clean_path/* joinBelow */.ur)(contextPath, ".dockerignore");
    const candidates = contextName === "" && spec.dockerfile.kind === "file"
        ? (0,dockerignore/* ignoreFileCandidates */.PW)(spec.dockerfile.path, contextPath)
        : [own];
    for (const path of candidates) {
        // The Dockerfile's own comes from the Dockerfile's folder, which may lie anywhere.
        const folder = path === own ? contextPath : (0,clean_path/* parentOf */.gN)(path);
        const real = await followBelow(world, (0,clean_path/* joinBelow */.ur)(root, folder), path.slice(folder === "" ? 0 : folder.length + 1));
        const text = real === undefined ? undefined : await world.files.readText(real);
        if (text !== undefined)
            return { path, text };
    }
    return undefined;
}
/** The regular file that `path` leads to with `folder` as the root of all links; `undefined`: none. */
async function followBelow(world, folder, path) {
    let open = path.split("/");
    let real = "";
    for (let links = 0; links <= ignore_file_MOST_LINKS;) {
        const [next = "", ...rest] = open;
        const stat = await world.files.stat(`${folder}/${(0,clean_path/* joinBelow */.ur)(real, next)}`);
        if (stat?.kind === "link") {
            const above = stat.linkTarget?.startsWith("/") === true ? "" : real;
            open = [...(0,clean_path/* cleanPath */.ts)(`/${above}/${stat.linkTarget}`).slice(1).split("/"), ...rest];
            real = "";
            links++;
        }
        else if (rest.length > 0 && stat?.kind === "directory") {
            real = (0,clean_path/* joinBelow */.ur)(real, next);
            open = rest;
        }
        else
            return stat?.kind === "file" && rest.length === 0 ? `${folder}/${(0,clean_path/* joinBelow */.ur)(real, next)}` : undefined;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/fingerprint/locate-contexts.js
/** Where an image's build contexts are, and their ignore files: all that is known before git has listed the files. */


async function locateContexts(world, root, spec) {
    return Promise.all([["", spec.context], ...spec.contexts].map(async ([name, given]) => {
        const source = await followLinks(world, root, given);
        const ignore = source.kind === "local" ? await readIgnoreFile(world, root, spec, name, source.path) : undefined;
        return { name, source, ignore };
    }));
}
/** A context that is, or lies below, a symbolic link is the folder that it leads to: buildx follows it. */
async function followLinks(world, root, source) {
    if (source.kind !== "local")
        return source;
    const real = await world.files.realPath(`${root}/${source.path}`);
    // Nothing there: the build will say so.
    if (real === undefined)
        return source;
    const found = (0,repo_path/* resolveUserPath */.T8)("", real, root);
    return found.kind === "inside" ? { kind: "local", path: found.path } : found;
}

;// CONCATENATED MODULE: ./lib/fingerprint/gather.js
/** Images and their graph → what each build reads, and its fingerprint. Asks the disk and the bases' registries. */








/** `requests` has parents before children. */
async function gatherInputs(world, requests, options) {
    const gathered = new Map();
    const problems = new Set();
    const located = await Promise.all(requests.map(({ spec }) => locateContexts(world, options.root, spec)));
    const tree = await options.tree;
    const readings = requests.map((request, index) => readImage(world, request, { tree, contexts: located[index] ?? [] }, options, problems));
    // Parents come first in the list, so their fingerprints are there when a child asks.
    for (const [index, request] of requests.entries()) {
        const { inputs: reading, lost } = (await readings[index]);
        const components = [...reading.components, ...parentComponents(request, gathered)];
        const inputs = { ...reading, components };
        gathered.set(request.spec.name, { inputs, lost, fingerprint: computeFingerprint(components) });
    }
    const [first, ...rest] = problems;
    if (first !== undefined)
        throw new errors/* UserError */.y([first, ...rest]);
    const paths = new Set([...gathered.values()].flatMap(({ inputs }) => inputs.paths));
    await refuseLfsPointers(world, tree, paths);
    return gathered;
}
function parentComponents({ parents }, gathered) {
    return parents.map(({ parent, contextName }) => ({
        kind: "parent",
        name: contextName,
        value: gathered.get(parent)?.fingerprint ?? "",
    }));
}
async function readImage(world, request, { tree, contexts }, options, problems) {
    const { spec, analysis } = request;
    const components = [
        { kind: "dockerfile", name: "", value: hashText(analysis.canonicalText) },
        ...optionComponents(request),
        ...argComponents(world, request),
    ];
    const paths = new Set();
    const lists = [];
    const notices = analysis.notices.map((notice) => `${spec.name}: ${notice}`);
    const unknowns = [...analysis.unknowns];
    const lost = [];
    if (spec.dockerfile.kind === "file") {
        for (const path of await listDockerfile(world, tree, spec.dockerfile.path))
            paths.add(path);
    }
    // In a remote context, the context says it already.
    if (spec.dockerfile.kind === "remote" && spec.context.kind === "local") {
        unknowns.push(`the Dockerfile lies outside of the repository: ${spec.dockerfile.path}`);
    }
    for (const located of contexts) {
        const { name, source, ignore } = located;
        if (source.kind === "local") {
            if (ignore !== undefined)
                paths.add(ignore.path);
            const context = { name, path: source.path, ignoreText: ignore?.text ?? "" };
            const read = await readContext(tree, context, analysis.reads);
            lists.push(read.listFiles);
            lost.push(...read.missing.map((missing) => ({ ...missing, context: located })));
            components.push(...read.components);
            notices.push(...read.notices.map((notice) => `${spec.name}: ${notice}`));
            for (const path of read.paths)
                paths.add(path);
            // The build would end with it; two copies from such a context even end an engine (28.5).
            for (const problem of read.problems)
                problems.add(`${ignore?.path ?? spec.definedAt}: ${problem}`);
        }
        else {
            unknowns.push(...unknownContext(name, source));
        }
    }
    const { bases, baseDigests } = await resolveBases(world, request, options, components, unknowns, notices);
    // What no other plan has: the fingerprint matches nothing else, and nothing else will match it.
    if (unknowns.length > 0)
        components.push({ kind: "unknown", name: unknowns.join("\n"), value: `${options.nonce} ${spec.name}` });
    const listFiles = () => lists.flatMap((list) => list());
    const inputs = { components, listFiles, paths: [...paths].sort(), bases, baseDigests, unknowns, notices };
    return { inputs, lost };
}
function hashText(text) {
    return (0,external_node_crypto_.createHash)("sha256").update(text).digest("hex");
}
function optionComponents({ spec, parents }) {
    const inRepository = new Set(parents.map(({ contextName }) => contextName));
    const option = (name, value) => ({ kind: "option", name, value });
    return [
        option("platforms", [...spec.platforms].sort().join(",")),
        option("runtime", spec.runtime),
        option("target", spec.target ?? ""),
        option("flags", JSON.stringify(spec.buildFlags)),
        option("secrets", JSON.stringify(spec.secrets.map(({ id }) => id).sort())),
        // The same files in other layers; `off` is left out, so that images from before it are still found.
        ...(spec.link === "auto" ? [option("link", "auto")] : []),
        // Which name stands for which image; what is behind it counts as a base, or as a parent by itself.
        ...[...spec.contexts].flatMap(([name, source]) => source.kind === "reference" && !inRepository.has(name)
            ? [option(`context ${name}`, source.reference)]
            : []),
    ];
}
/** Only args that a reachable instruction can see; one that nobody uses changes nothing. */
function argComponents(world, { spec, analysis, argsToSet }) {
    return [...spec.args, ...argsToSet].flatMap(([name, value]) => {
        const given = value ?? world.env[name];
        return given === undefined || !analysis.usedArgs.has(name) ? [] : [{ kind: "arg", name, value: given }];
    });
}
function unknownContext(name, source) {
    const which = name === "" ? "the build context" : `the build context ${name}`;
    switch (source.kind) {
        case "outside":
            return [`${which} lies outside of the repository: ${source.path}`];
        case "remote":
            return [`${which} is remote: ${source.url}`];
        case "image":
        case "reference":
            return [];
    }
}
/** External bases by what they resolve to now; in-repository bases count by their own fingerprint. */
async function resolveBases(world, request, options, components, unknowns, notices) {
    const bases = new Map();
    const baseDigests = new Map();
    for (const [reference, platforms] of externalBases(world, request)) {
        if (options.baseImages === "ignore") {
            components.push({ kind: "base", name: reference, value: "" });
            bases.set(reference, undefined);
            continue;
        }
        const isOnBuilder = request.analysis.references.some((one) => one.reference === reference && one.platform === "build");
        // A leg may build on another machine than the one that plans, and must come to the same fingerprint.
        const resolved = await options.bases.resolve(reference, isOnBuilder || platforms.size === 0 ? "any" : [...platforms]);
        const digest = resolved.kind === "resolved" ? resolved.value : undefined;
        bases.set(reference, digest);
        if (resolved.kind === "resolved")
            baseDigests.set(reference, resolved.digests);
        const value = options.baseImages === "track" ? (digest ?? "") : "";
        components.push({ kind: "base", name: reference, value });
        if (resolved.kind === "unresolved") {
            const why = `the base ${reference} cannot be resolved (${resolved.reason})`;
            if (options.basesMustResolve && options.baseImages === "track")
                unknowns.push(why);
            else
                notices.push(`${request.spec.name}: ${why}; it counts by its name`);
        }
    }
    return { bases, baseDigests };
}

;// CONCATENATED MODULE: ./lib/find-mounts.js
/** The cache mounts of images that are to be built, and what the steps that use them read. */






/** `undefined`: no mount that can be kept. Says why of each that cannot. */
async function findMounts(world, { spec }, sources, fingerprintOf) {
    const { name } = spec;
    const source = sources.texts.find((one) => one.spec.name === name);
    const { mounts, lines, notices } = chooseMounts(sources.analyses.get(name)?.cacheMounts ?? []);
    for (const notice of notices)
        world.log.info(`${name} │ ${notice}`);
    if (source?.kind !== "text" || mounts.length === 0)
        return undefined;
    const tools = (0,mount_dockerfile/* findTools */.f$)(source.text, lines);
    const cut = cutAfterMounts(source.text, lines);
    if (tools === undefined || cut === undefined) {
        world.log.info(`${name} │ its cache mounts are not kept: no stage that uses one begins with an image`);
        return undefined;
    }
    const spoken = { ...source.spec, target: MOUNT_STEPS_TARGET };
    const text = { kind: "text", spec: spoken, text: cut };
    const analysis = (0,analyze_images/* analyzeImages */.B8)(world, [text], sources.facts, sources.argsToSet).get(name);
    if (analysis === undefined)
        return undefined;
    const request = sources.requestOf(name);
    const gathered = await gatherInputs(world, [{ ...request, analysis }], sources.options);
    const parents = request.parents.map(({ parent, contextName }) => ({
        kind: "parent",
        name: contextName,
        value: fingerprintOf(parent),
    }));
    const components = gathered.get(name)?.inputs.components.filter(({ kind }) => kind !== "parent") ?? [];
    return { mounts, tools, steps: computeFingerprint([...components, ...parents]).slice(0, 20) };
}

;// CONCATENATED MODULE: ./lib/images/empty-prefix.js
/** A host that no registry has; the reference is replaced by a named context and never asked for there. */
const placeholderHost = "ml-image-build.local";
/** `undefined` where the reference's prefix is not empty. */
function argForEmptyPrefix(reference, registry) {
    if (!reference.reference.startsWith("/"))
        return undefined;
    const variable = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)/.exec(reference.asWritten)?.[1];
    if (variable === undefined || !reference.emptyVariables.includes(variable))
        return undefined;
    const value = registry === undefined ? placeholderHost : `${registry.host}/${registry.prefix}`.replace(/\/+$/, "");
    return { variable, value, reference: `${value}/${reference.reference.replace(/^\/+/, "")}` };
}

// EXTERNAL MODULE: ./lib/images/split-reference.js
var split_reference = __webpack_require__(6702);
// EXTERNAL MODULE: ./lib/images/tag-repositories.js
var tag_repositories = __webpack_require__(5447);
;// CONCATENATED MODULE: ./lib/images/upstream-names.js
/** Docker Official Images (https://hub.docker.com/u/library), and nothing that a repository would call its own base. */
const official = new Set(`adminer aerospike almalinux alpine amazoncorretto amazonlinux arangodb archlinux bash bonita buildpack-deps
  busybox caddy cassandra chronograf cirros clickhouse clojure composer consul couchbase couchdb crate dart debian
  docker drupal eclipse-mosquitto eclipse-temurin elasticsearch elixir emqx erlang fedora flink fluentd gazebo gcc
  geonetwork ghost golang gradle groovy haproxy haskell haxe hello-world httpd hylang ibm-semeru-runtimes ibmjava
  influxdb irssi jetty joomla jruby julia kapacitor kibana kong krakend liquibase logstash mageia mariadb matomo
  maven mediawiki memcached mongo mongo-express mysql nats nats-streaming neo4j neurodebian nextcloud nginx node
  odoo open-liberty openjdk opensuse oraclelinux orientdb percona perl phpmyadmin php photon plone postgres pypy
  python r-base rabbitmq redis redmine registry rethinkdb rockylinux ros ruby rust sapmachine solr sonarqube spark
  storm swift swipl telegraf tomcat tomee traefik ubuntu unit varnish vault wordpress xwiki znc zookeeper`.split(/\s+/));
/** Hosts whose folders nobody but their owners writes to. */
const foreignHosts = new Set(["nvcr.io", "mcr.microsoft.com", "registry.k8s.io"]);
/** Hosts where an official image lies under its bare name. */
const hubs = new Set([undefined, "docker.io", "index.docker.io", "registry-1.docker.io"]);
/**
 * Whether a reference that could be `spec` by its name is the upstream image that every other tool takes it for:
 * `FROM python:3.11` beside a folder `python` with a Dockerfile. One of the image's own tags, or its name alone where
 * an images file gave it that name, still means the image.
 */
function isUpstream({ host, path, tag }, { name, tags, definedAt }) {
    if (host !== undefined && foreignHosts.has(host))
        return true;
    if (!official.has(path) || !hubs.has(host))
        return false;
    if (tag !== undefined && tag !== "latest")
        return !tags.includes(tag);
    return !definedAt.endsWith(`: images.${name}`) && !tags.includes("latest");
}
/** Docker Hub's own folder, by itself or behind a mirror: never ours. */
function isLibrary(path) {
    return /(?:^|\/)library\/[^/]+$/.test(path);
}

;// CONCATENATED MODULE: ./lib/images/reference-match.js



/** Finds the image that a reference means. Own images count too; the caller knows whose Dockerfile it is. */
function matchReference(reference, specs, registry) {
    const parts = (0,split_reference/* splitReference */.m)(reference.reference.replace(/^\/+/, ""));
    // A digest names content that exists already, not what this run builds.
    if (parts.digest !== undefined)
        return { kind: "external" };
    if (parts.host !== undefined) {
        const path = (0,tag_repositories/* pathBelow */.B)(parts.host, parts.path, registry);
        const found = path === undefined ? undefined : choose(imagesAt(path, specs), parts, "registry");
        if (found !== undefined)
            return found;
    }
    const found = startsWithVariable(reference)
        ? matchAfterVariable(reference, parts, specs, registry)
        : parts.host === undefined
            ? choose(imagesAt(parts.path, specs), parts, "bare")
            : undefined;
    // An empty prefix (`/redis:7`) is legal only as one of ours.
    if (found?.kind !== "parent" || reference.reference.startsWith("/"))
        return found ?? { kind: "external" };
    return { ...found, isUpstream: isUpstream(parts, found.spec) };
}
/** The reference begins with a variable that stands for registry and prefix: `$REGISTRY/ml-base`, not `$IMAGE`. */
function startsWithVariable(reference) {
    return reference.prefixFromVariable && afterFirstSlash(reference.asWritten) !== undefined;
}
/**
 * What stands after the variable's slash counts: `$REGISTRY/team/ml-base` is `team/ml-base`, or a longer or shorter
 * end of it.
 */
function matchAfterVariable(reference, parts, specs, registry) {
    if (isLibrary(parts.path))
        return undefined;
    const written = afterFirstSlash(reference.asWritten)?.split("/").length ?? 1;
    const path = parts.path.split("/");
    const whole = path.slice(-written).join("/");
    const belowPrefix = registry !== undefined && registry.prefix !== "" && whole.startsWith(registry.prefix)
        ? [whole.slice(registry.prefix.length)]
        : [];
    // Longest first, so that team/ml-base is not taken for ml-base where both exist.
    const ends = path.map((_, index) => path.slice(index).join("/"));
    // `pytorch/pytorch` is not the folder's own `pytorch`.
    if (written > 1 && path.at(-1) === path.at(-2))
        ends.pop();
    for (const candidate of [whole, ...belowPrefix, ...ends]) {
        const found = choose(imagesAt(candidate, specs), parts, "variable");
        if (found !== undefined)
            return found;
    }
    return undefined;
}
function imagesAt(path, specs) {
    const named = specs.filter((spec) => spec.name === path);
    return named.length > 0 ? named : specs.filter((spec) => spec.repositories.includes(path));
}
/** One image is meant whatever the tag says; among variants in one repository the tag tells. */
function choose(found, parts, how) {
    const [first, second] = found;
    if (first === undefined)
        return undefined;
    if (second === undefined)
        return { kind: "parent", spec: first, how };
    const tagged = found.find((spec) => spec.tags.includes(parts.tag ?? "latest"));
    if (tagged !== undefined)
        return { kind: "parent", spec: tagged, how };
    // Without tags only equal builds may share a repository (shared-repositories.ts): either will do.
    if (found.every((spec) => spec.tags.length === 0))
        return { kind: "parent", spec: first, how };
    return { kind: "ambiguous", specs: found };
}
/** Outside of `${…}`, where a default value may have slashes of its own. */
function afterFirstSlash(written) {
    const bare = written.replace(/\$\{[^}]*\}/g, (variable) => variable.replaceAll("/", "_"));
    const slash = bare.indexOf("/");
    return slash < 0 ? undefined : written.slice(slash + 1);
}

;// CONCATENATED MODULE: ./lib/images/parents.js


/** How a collision is kept: `bare redis`. */
function collisionKey(how, name) {
    return `${how} ${name}`;
}
/** Finds names like our `redis`, built FROM redis:7: everywhere they mean the upstream image. */
function findNameCollisions(specs, analyses, registry) {
    const collisions = new Set();
    for (const spec of specs) {
        const analysis = analyses.get(spec.name);
        const contexts = referenceContexts(spec, analysis).map(({ reference }) => reference);
        for (const reference of [...(analysis?.references ?? []), ...contexts]) {
            const match = matchReference(reference, specs, registry);
            // At our own registry it is an earlier build of the same image, and nothing upstream.
            if (match.kind === "parent" && match.spec === spec && match.how !== "registry") {
                collisions.add(collisionKey(match.how, spec.name));
            }
        }
    }
    return collisions;
}
/** The parents that an image's contexts and Dockerfile name, in the order of their mention. */
function findParents(spec, analysis, specs, registry, collisions) {
    const parents = [];
    const argsToSet = new Map();
    const notices = [];
    for (const [contextName, source] of spec.contexts) {
        if (source.kind !== "image" || !isContextUsed(contextName, spec, analysis))
            continue;
        const place = `${spec.definedAt}: context ${contextName}`;
        parents.push({ parent: source.image, contextName, place });
    }
    const named = (analysis?.references ?? []).map((reference) => {
        const arg = argForEmptyPrefix(reference, registry);
        const contextName = arg?.reference ?? reference.reference;
        return { reference, arg, contextName, place: placeOf(spec, reference) };
    });
    for (const { reference, arg, contextName, place } of [...referenceContexts(spec, analysis), ...named]) {
        const match = matchReference(reference, specs, registry);
        if (match.kind === "ambiguous") {
            const names = match.specs.map((one) => one.name).join(", ");
            notices.push(`${place}: the images ${names} go to this repository, but none has this tag; it is taken for an image outside this run`);
        }
        if (match.kind !== "parent" || match.spec === spec)
            continue;
        const isOwnBase = collisions.has(collisionKey(match.how, match.spec.name));
        if (isOwnBase || match.isUpstream === true) {
            const because = isOwnBase
                ? `because the image "${match.spec.name}" is itself built FROM that name`
                : "because everybody knows another image by that name";
            notices.push(`${place}: taken for an image outside this run, ${because}; ` +
                `to mean "${match.spec.name}", name it in this image's contexts as image:${match.spec.name}`);
            continue;
        }
        if (arg !== undefined)
            argsToSet.set(arg.variable, arg.value);
        parents.push({ parent: match.spec.name, contextName, place });
    }
    return { parents: withoutDoubles(parents), argsToSet, notices };
}
/** `docker-image://` contexts: they can name an image of this run as a FROM can. */
function referenceContexts(spec, analysis) {
    return [...spec.contexts].flatMap(([contextName, source]) => {
        if (source.kind !== "reference" || !isContextUsed(contextName, spec, analysis))
            return [];
        const { reference } = source;
        const named = { reference, asWritten: reference, prefixFromVariable: false };
        const place = `${spec.definedAt}: context ${contextName}`;
        return [{ reference: named, arg: undefined, contextName, place }];
    });
}
/** Where the Dockerfile cannot be read for certain, every context counts as used. */
function isContextUsed(name, spec, analysis) {
    if (analysis === undefined || spec.dockerfile.kind === "remote")
        return true;
    return analysis.unknowns.length > 0 || analysis.namedContexts.includes(name);
}
function placeOf(spec, reference) {
    const file = spec.dockerfile.kind === "file"
        ? `${spec.dockerfile.path}:${reference.line}`
        : `${spec.definedAt}: Dockerfile line ${reference.line}`;
    return reference.instruction === "FROM"
        ? `${file}: FROM ${reference.asWritten}`
        : `${file}: ${reference.instruction} from=${reference.asWritten}`;
}
function withoutDoubles(parents) {
    return parents.filter((one, index) => parents.findIndex((other) => other.parent === one.parent && other.contextName === one.contextName) ===
        index);
}

;// CONCATENATED MODULE: ./lib/images/graph.js


/**
 * Finds every image's parents: `image:` contexts that its Dockerfile uses, and references to images of this run.
 * `analyses` lacks the images whose Dockerfile cannot be read. Throws UserError on a cycle, with its places.
 */
function buildGraph(specs, analyses, registry) {
    const collisions = findNameCollisions(specs, analyses, registry);
    const found = new Map();
    const argsToSet = new Map();
    const notices = [];
    for (const spec of specs) {
        const one = findParents(spec, analyses.get(spec.name), specs, registry, collisions);
        found.set(spec.name, one.parents);
        if (one.argsToSet.size > 0)
            argsToSet.set(spec.name, one.argsToSet);
        notices.push(...one.notices);
    }
    const order = orderImages(found);
    const parents = new Map();
    for (const [name, edges] of found) {
        parents.set(name, edges.map(({ parent, contextName }) => ({ parent, contextName })));
    }
    return { graph: { order, parents }, argsToSet, notices };
}
/** The wanted images and everything they are built from, parents first; no names at all mean every image. */
function selectImages(graph, wanted) {
    if (wanted.length === 0)
        return graph.order;
    const selected = new Set();
    const queue = [...wanted];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        if (selected.has(name))
            continue;
        selected.add(name);
        const known = graph.order.find((one) => one === name);
        const parents = known === undefined ? [] : (graph.parents.get(known) ?? []);
        queue.push(...parents.map((edge) => edge.parent));
    }
    return graph.order.filter((name) => selected.has(name));
}
/** Parents before children, otherwise as defined. */
function orderImages(found) {
    const order = [];
    const done = new Set();
    const visit = (name, path, from) => {
        if (done.has(name))
            return;
        for (const edge of found.get(name) ?? []) {
            if (!found.has(edge.parent))
                throw new errors/* UserError */.y(`${edge.place}: there is no image "${edge.parent}"`);
            const longer = [...path, edge];
            const start = edge.parent === from ? 0 : path.findIndex((one) => one.parent === edge.parent) + 1;
            if (edge.parent === from || start > 0)
                throw cycleError(longer.slice(start));
            visit(edge.parent, longer, from);
        }
        done.add(name);
        order.push(name);
    };
    for (const name of found.keys())
        visit(name, [], name);
    return order;
}
/** `cycle` is a closed walk: its last edge leads to the image that the first one starts from. */
function cycleError(cycle) {
    const names = cycle.map((edge) => edge.parent);
    const walk = [names.at(-1), ...names].join(" → ");
    return new errors/* UserError */.y([`images are built from each other: ${walk}`, ...cycle.map((edge) => `  ${edge.place}`)].join("\n"));
}

// EXTERNAL MODULE: ./lib/dockerfile/frontend.js
var dockerfile_frontend = __webpack_require__(1680);
// EXTERNAL MODULE: ./lib/dockerfile/link-check.js
var link_check = __webpack_require__(5197);
// EXTERNAL MODULE: ./lib/dockerfile/analyze.js + 14 modules
var analyze = __webpack_require__(8848);
// EXTERNAL MODULE: ./lib/dockerfile/environment.js
var environment = __webpack_require__(1255);
;// CONCATENATED MODULE: ./lib/dockerfile/link-layers.js



/** One entry for each reachable stage and platform, by stage. */
function listLayers(text, options) {
    const found = new Map();
    (0,analyze/* analyzeDockerfile */.H)(text, options, (node, placed, state, platform) => {
        const { stage } = node;
        if (stage === undefined)
            return;
        const key = `${platform} ${stage.index}`;
        const isOnScratch = node.base === undefined && node.baseName === "scratch" && node.baseContext === undefined;
        const layers = found.get(key) ?? { stage, isOnScratch, commands: [] };
        found.set(key, layers);
        const layer = readLayer(stage, placed, state, node);
        if (layer !== undefined)
            layers.commands.push(layer);
    });
    const byStage = new Map();
    for (const layers of found.values()) {
        byStage.set(layers.stage.index, [...(byStage.get(layers.stage.index) ?? []), layers]);
    }
    return byStage;
}
function readLayer(stage, placed, state, node) {
    const { command, instruction } = placed;
    const shown = instruction.source.replace(/\s+/g, " ").trim();
    const isOwn = stage.commands.some((own) => own.instruction === instruction);
    switch (command.kind) {
        case "run":
        case "workdir":
            return { line: placed.line, shown, names: [], copy: undefined };
        case "copy": {
            const copy = isOwn
                ? readCopy(command, placed, state, node)
                : { because: "it comes from the base's ONBUILD" };
            const last = (path) => path.slice(path.lastIndexOf("/") + 1);
            const names = "because" in copy ? [] : [...copy.sources, copy.destination].map((path) => last(path ?? ""));
            return { line: placed.line, shown, names: names.filter((name) => name !== ""), copy };
        }
        default:
            return undefined;
    }
}
function readCopy(copy, { instruction, sources }, state, node) {
    if (state.isWindows)
        return { because: "Windows" };
    if (copy.chmod !== undefined)
        return { because: "beside --chmod BuildKit does not link" };
    if (copy.parents || copy.exclude.length > 0)
        return { because: "--parents and --exclude are left alone" };
    if (instruction.heredocs.length > 0)
        return { because: "here-documents are left alone" };
    if (copy.chown !== undefined && !/^\d+:\d+$/.test(copy.chown)) {
        return { because: `--chown=${copy.chown} is no pair of numbers` };
    }
    const destination = link_layers_placeOf(copy.destination, state);
    if (destination === undefined) {
        return { because: `its destination ${copy.destination} cannot be known before the build` };
    }
    const isFromContext = copy.from === undefined && sources.length === 0 && node.replacedBy === undefined;
    return {
        isAdd: copy.isAdd,
        isLinked: copy.link,
        destination: destination.path,
        baseDirectory: destination.baseDirectory,
        isDirectory: destination.isDirectory || copy.sources.length > 1,
        sources: copy.sources.map((source) => (isFromContext ? contextPath(source, state) : undefined)),
        owner: copy.chown?.replace(":", " ") ?? "0 0",
    };
}
function link_layers_placeOf(written, state) {
    const expanded = (0,environment/* expandWord */.Vo)(written, "\\", state.environment);
    if (expanded.kind === "error" || expanded.uncertain.length > 0)
        return undefined;
    const { text } = expanded;
    const isHere = text === "." || text === "";
    if (!isHere && /\\|(^|\/)\.\.?(\/|$)/.test(text.replace(/^\.\//, "")))
        return undefined;
    const { workingDirectory } = state;
    if (!text.startsWith("/") && workingDirectory === undefined)
        return undefined;
    const whole = text.startsWith("/") ? text : `${workingDirectory}/${text}`;
    const path = (0,clean_path/* cleanPath */.ts)(whole);
    return {
        path: path === "/" ? "" : path,
        isDirectory: isHere || path === "/" || text.endsWith("/"),
        baseDirectory: state.hasBaseDirectory && !text.startsWith("/") ? workingDirectory : undefined,
    };
}
function contextPath(written, state) {
    const expanded = (0,environment/* expandWord */.Vo)(written, "\\", state.environment);
    if (expanded.kind === "error" || expanded.uncertain.length > 0)
        return undefined;
    if (/[*?[\]\\]|:\/\//.test(expanded.text))
        return undefined;
    return (0,clean_path/* cleanPath */.ts)(`/${expanded.text}`).slice(1);
}

;// CONCATENATED MODULE: ./lib/dockerfile/link-tail.js
/** Paths of the context that `chooseTail` will ask about. */
function pathsToLookUp({ commands }) {
    const names = commands.flatMap((command) => command.names);
    return commands.flatMap(({ copy }) => copy === undefined || "because" in copy
        ? []
        : copy.sources.flatMap((source) => source === undefined ? [] : [source, ...names.map((name) => below(source, name))]));
}
/**
 * A linked COPY is worth something only if no later instruction needs the files: so the COPYs at the stage's
 * end, as far up as each can be linked and none reaches into what another one copied.
 */
function chooseTail(layers, kindOf) {
    const linked = [];
    const refused = [];
    const names = new Set(layers.commands.flatMap((command) => command.names));
    let blocker;
    for (const command of layers.commands.toReversed()) {
        const { copy } = command;
        if (copy === undefined) {
            blocker ??= `\`${command.shown.slice(0, 60)}\` after it needs what is below`;
            continue;
        }
        if (blocker !== undefined) {
            refused.unshift({ command, because: blocker });
            continue;
        }
        const condition = "because" in copy ? copy : conditionFor(copy, names, kindOf);
        const because = "because" in condition
            ? condition.because
            : linked.some((later) => areEntangled(condition, later.condition))
                ? "a later COPY writes into what it copied, or for another owner"
                : undefined;
        if (because !== undefined || "because" in condition || "because" in copy) {
            refused.unshift({ command, because: because ?? "" });
            blocker = `\`${command.shown.slice(0, 60)}\` after it is not linked`;
        }
        else
            linked.unshift({ command, copy, condition });
    }
    return { linked, refused };
}
function conditionFor(copy, names, kindOf) {
    const { destination, baseDirectory, isDirectory, sources, owner } = copy;
    if (/^\/(dev|proc|sys)(\/|$)/.test(destination))
        return { because: "the check cannot look there" };
    const kinds = sources.map((source) => (source === undefined ? "unknown" : kindOf(source)));
    if (copy.isAdd && kinds.some((kind) => kind !== "directory")) {
        return { because: "ADD may unpack or download it: write COPY" };
    }
    const parents = ancestorsOf(destination);
    const whole = destination === "" ? parents : [...parents, destination];
    if (kinds.every((kind) => kind === "file")) {
        const paths = isDirectory
            ? sources.map((source) => `${destination}/${source?.split("/").at(-1) ?? ""}`)
            : [destination];
        // BuildKit mounts its own over these while the check runs.
        if (paths.some((path) => /^\/etc\/(hosts|resolv\.conf|hostname)$/.test(path))) {
            return { because: "the check cannot look there" };
        }
        const directories = isDirectory ? whole : parents;
        return { baseDirectory, directories, owner, target: { kind: "files", paths } };
    }
    if (kinds.every((kind) => kind === "directory")) {
        const harmless = [...names].filter((name) => sources.every((source) => {
            const kind = kindOf(below(source ?? "", name));
            return kind === "file" || kind === "absent";
        }));
        const target = { kind: "directory", path: destination, names: harmless.sort() };
        return { baseDirectory, directories: whole, owner, target };
    }
    // Whether files or directories come is told by the build only.
    if (isDirectory) {
        const target = { kind: "directory", path: destination, names: [] };
        return { baseDirectory, directories: whole, owner, target };
    }
    return { baseDirectory, directories: parents, owner, target: { kind: "absent", path: destination } };
}
/** One lies at or below the other, or missing directories would be made for different owners. */
function areEntangled(one, other) {
    if (one.owner !== other.owner)
        return true;
    return targetsOf(one).some((a) => targetsOf(other).some((b) => isWithin(a, b) || isWithin(b, a)));
}
function targetsOf({ target }) {
    return target.kind === "files" ? target.paths : [target.path];
}
function isWithin(path, directory) {
    return path === directory || path.startsWith(`${directory}/`);
}
/** `/a/b/c` → `/a`, `/a/b`. */
function ancestorsOf(path) {
    const parts = path.split("/").slice(1, -1);
    return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}
function below(directory, name) {
    return directory === "" ? name : `${directory}/${name}`;
}

;// CONCATENATED MODULE: ./lib/dockerfile/link-rewrite.js





/** Paths of the main context that `linkCopies` will ask about. */
function linkLookups(text, options) {
    return [...new Set([...listLayers(text, options).values()].flat().flatMap(pathsToLookUp))];
}
/** Never throws. */
function linkCopies(text, options, kindOf) {
    const because = findObstacle(text, options);
    if (because !== undefined)
        return nothing([because]);
    const checks = [];
    const lines = text.split("\n");
    const linked = [];
    const refused = [];
    for (const platforms of listLayers(text, options).values()) {
        const [layers, ...others] = platforms;
        if (layers === undefined)
            continue;
        const tail = chooseTail(layers, kindOf);
        for (const one of tail.refused)
            refused.push(`${describe(one.command)}: ${one.because}`);
        const additions = tail.linked.filter(({ command }) => !isLinked(command.copy));
        const first = tail.linked[0];
        if (additions.length === 0 || first === undefined)
            continue;
        if (others.some((other) => !isSameTail(tail, chooseTail(other, kindOf)))) {
            refused.push(...additions.map(({ command }) => `${describe(command)}: its platforms differ`));
            continue;
        }
        for (const { command } of additions) {
            const line = lines[command.line - 1] ?? "";
            lines[command.line - 1] = line.replace(/^([ \t]*(?:COPY|ADD))(?=[ \t])/i, "$1 --link");
            linked.push(describe(command));
        }
        const isEmptyBelow = layers.isOnScratch && layers.commands.length === tail.linked.length;
        if (isEmptyBelow)
            continue;
        const check = (0,link_check/* writeLinkCheck */.S)(additions.map(({ condition }) => condition));
        checks.push({ line: firstAfterBarrier(layers, first.command.line), check });
    }
    if (linked.length === 0)
        return nothing(refused);
    checks.sort((a, b) => b.line - a.line);
    for (const { line, check } of checks)
        lines.splice(line - 1, 0, check);
    const rewritten = lines.join("\n");
    if (!isAsMeant(text, rewritten, linked.length, checks.length)) {
        return nothing(["the Dockerfile is written in a way that is left alone"]);
    }
    // The n-th check from the top stands n-1 lines lower than the line that it was put before.
    const inserted = checks.map(({ line }) => line).sort((a, b) => a - b);
    const lineOf = (line) => line - inserted.filter((original, index) => original + index < line).length;
    return { text: rewritten, lineOf, linked, refused };
}
function nothing(refused) {
    return { text: undefined, lineOf: (line) => line, linked: [], refused };
}
function findObstacle(text, options) {
    const frontend = options.args.get("BUILDKIT_SYNTAX") ?? (0,dockerfile_frontend/* detectFrontend */.k)(text);
    const isNewEnough = frontend === undefined ||
        /^(?:(?:index\.)?docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::(?:latest|master|1|1\.(?:[4-9]|[1-9]\d)(?:\.\d+)?)(?:-labs)?)?(?:@.*)?$/.test(frontend);
    if (!isNewEnough)
        return `the frontend ${frontend} may not know --link`;
    return (0,parse/* parseDockerfile */.A)(text).escapeToken === "\\" ? undefined : "an escape character of its own";
}
/** The check comes before any ARG of the tail: a build arg that changes would run it again. */
function firstAfterBarrier({ stage, commands }, tailStart) {
    const barrier = commands.findLast(({ line }) => line < tailStart)?.line ?? stage.from.line;
    return stage.commands.find(({ instruction }) => instruction.line > barrier)?.instruction.line ?? tailStart;
}
function isLinked(copy) {
    return copy !== undefined && !("because" in copy) && copy.isLinked;
}
function isSameTail(one, other) {
    const key = (tail) => JSON.stringify(tail.linked.map(({ command, condition }) => [command.line, condition]));
    return key(one) === key(other);
}
function describe({ line, shown }) {
    return `line ${line}: \`${shown.slice(0, 80)}\``;
}
/** The same instructions, but for the flag and the checks. */
function isAsMeant(before, after, linked, checks) {
    const [old, now] = [(0,parse/* parseDockerfile */.A)(before), (0,parse/* parseDockerfile */.A)(after)];
    if (now.problems.length > 0 || now.instructions.length !== old.instructions.length + checks)
        return false;
    let added = 0;
    let index = 0;
    for (const { keyword, flags, args, heredocs } of now.instructions) {
        const original = old.instructions[index];
        const isCheck = keyword === "run" && JSON.stringify(args).includes(link_check/* LINK_CHECK */.Q);
        const isOriginal = original !== undefined &&
            original.keyword === keyword &&
            JSON.stringify([original.args, original.heredocs]) === JSON.stringify([args, heredocs]);
        if (!isOriginal && isCheck)
            continue;
        if (!isOriginal || original === undefined)
            return false;
        if (flags.length === original.flags.length + 1 && flags[0] === "--link")
            added++;
        else if (JSON.stringify(flags) !== JSON.stringify(original.flags))
            return false;
        index++;
    }
    return added === linked && index === old.instructions.length;
}

;// CONCATENATED MODULE: ./lib/link-images.js
/** The Dockerfiles of images with `link: auto`, with `--link` where it can be proven to change nothing. */


async function linkImages(world, root, texts, { facts, analyses, graph, argsToSet }) {
    const linked = new Map();
    for (const source of texts) {
        const { spec } = source;
        if (spec.link !== "auto" || source.kind !== "text")
            continue;
        const options = {
            args: new Map([...(0,analyze_images/* givenArgs */.JF)(world, spec), ...(argsToSet.get(spec.name) ?? [])]),
            target: spec.target,
            platforms: spec.platforms,
            contexts: new Set(spec.contexts.keys()),
            ...facts.get(spec.name),
            baseDirectory: new Map([
                ...(facts.get(spec.name)?.baseDirectory ?? []),
                ...(graph.parents.get(spec.name) ?? []).flatMap(({ contextName, parent }) => {
                    const directory = analyses.get(parent)?.workingDirectory;
                    return directory === undefined ? [] : [[contextName, directory]];
                }),
            ]),
        };
        const kinds = new Map();
        for (const path of linkLookups(source.text, options))
            kinds.set(path, await readKind(world, root, spec, path));
        linked.set(spec.name, linkCopies(source.text, options, (path) => kinds.get(path) ?? "unknown"));
    }
    return linked;
}
/** Links are followed as the context's; one that leads out of it tells nothing. */
async function readKind(world, root, spec, path) {
    if (spec.context.kind !== "local")
        return "unknown";
    const context = await world.files.realPath(`${root}/${spec.context.path}`);
    if (context === undefined)
        return "unknown";
    const real = await world.files.realPath(path === "" ? context : `${context}/${path}`);
    if (real === undefined) {
        const dangling = await world.files.stat(`${context}/${path}`);
        return dangling === undefined ? "absent" : "unknown";
    }
    if (real !== context && !real.startsWith(`${context}/`))
        return "unknown";
    const kind = (await world.files.stat(real))?.kind;
    return kind === "file" || kind === "directory" ? kind : "unknown";
}

// EXTERNAL MODULE: ./lib/registry/manifest.js
var registry_manifest = __webpack_require__(886);
;// CONCATENATED MODULE: ./lib/plan/decide.js

/** Decides for every image; `candidates` has parents before children. */
function decideImages(candidates, rebuild) {
    const decisions = new Map();
    const builders = new Map();
    for (const candidate of candidates) {
        const { name, fingerprint } = candidate;
        const reasons = reasonsToBuild(candidate, rebuild, decisions);
        const [first, ...rest] = reasons;
        const twin = builders.get(fingerprint);
        if (first === undefined && candidate.lookup.kind === "found") {
            decisions.set(name, {
                action: "reuse",
                name,
                fingerprint,
                reasons: [`unchanged: found as ${candidate.lookup.image.repository}:${candidate.lookup.image.tag}`],
                found: candidate.lookup.image,
            });
        }
        else if (twin !== undefined) {
            decisions.set(name, {
                action: "share",
                name,
                fingerprint,
                reasons: [`same content as ${twin}`],
                with: twin,
            });
        }
        else {
            builders.set(fingerprint, name);
            decisions.set(name, {
                action: "build",
                name,
                fingerprint,
                reasons: [first ?? "nothing proves that it exists", ...rest],
                replaces: candidate.lookup.kind !== "absent",
                isAskedFor: isAskedFor(candidate.name, rebuild),
            });
        }
    }
    return decisions;
}
function isAskedFor(name, rebuild) {
    return rebuild.kind === "all" || (rebuild.kind === "named" && rebuild.names.includes(name));
}
function reasonsToBuild(candidate, rebuild, decisions) {
    const { name, inputs, lookup, parents, changes } = candidate;
    const reasons = [];
    if (isAskedFor(name, rebuild))
        reasons.push("asked for by the input rebuild");
    for (const { parent } of parents) {
        const decision = decisions.get(parent);
        if (decision !== undefined && decision.action !== "reuse") {
            reasons.push(`base ${parent} is built because ${decision.reasons.join(", ")}`);
        }
        else if (lookup.kind === "found" && decision?.action === "reuse") {
            const was = lookup.parentDigests.get(parent);
            const is = decision.found.manifest.digest;
            if (!isBuiltOn(was, decision.found))
                reasons.push(`base ${parent} was rebuilt: ${shortDigest(was)} → ${shortDigest(is)}`);
        }
    }
    reasons.push(...inputs.unknowns);
    if (lookup.kind !== "found")
        reasons.push(...(changes.length > 0 || reasons.length > 0 ? changes : [lookup.because]));
    // Two references may mean one base.
    return [...new Set(reasons)];
}
/** `was`: the base's digest, or those of its platforms, which were built apart and merged into an index. */
function isBuiltOn(was, { manifest }) {
    if (was === undefined || was === manifest.digest)
        return was === manifest.digest;
    const parsed = (0,registry_manifest/* parseManifest */.Ng)(manifest.bytes, manifest.mediaType);
    const parts = new Set(parsed?.kind === "index" ? parsed.entries.map(({ digest }) => digest) : []);
    return was.split(",").every((digest) => digest === manifest.digest || parts.has(digest));
}
function shortDigest(digest) {
    return digest === undefined ? "unknown" : digest.slice(0, "sha256:".length + 12);
}

// EXTERNAL MODULE: ./lib/plan/explain.js
var explain = __webpack_require__(7928);
// EXTERNAL MODULE: ./lib/dockerfile/context-name.js
var context_name = __webpack_require__(7013);
;// CONCATENATED MODULE: ./lib/plan/pins.js

/** Older frontends know no named contexts, and refuse a build that brings one. */
const knowsContexts = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::(?:latest|master|labs|1(?:\.(?:[4-9]|\d{2,})(?:\.\d+)?)?(?:-labs)?))?$/;
/** A base's reference → `docker-image://REFERENCE@DIGEST`. */
function pinBases(spec, { frontend, stages }, parents, { baseDigests }) {
    if (frontend !== undefined && !knowsContexts.test(frontend))
        return new Map();
    // A context would take the place of a stage or another context of the same name.
    const taken = new Set([
        ...stages.flatMap(({ name }) => (name === undefined ? [] : [name.toLowerCase()])),
        ...spec.contexts.keys(),
        ...parents.map(({ contextName }) => contextName),
    ]);
    return new Map([...baseDigests].flatMap(([reference, [digest]]) => digest === undefined || reference.includes("@") || (0,context_name/* findContext */.A)(reference, taken) !== undefined
        ? []
        : [[reference, `docker-image://${reference}@${digest}`]]));
}

// EXTERNAL MODULE: ./lib/read-dockerfile.js + 1 modules
var read_dockerfile = __webpack_require__(5666);
;// CONCATENATED MODULE: ./lib/read-graph.js
/** Dockerfiles → who is built from whom, and what each build reads: analysed until both agree. */


/** Throws UserError on a cycle. */
async function readGraph(world, texts, bases, registry) {
    const specs = texts.map(({ spec }) => spec);
    const read = (facts, args) => {
        const analyses = (0,analyze_images/* analyzeImages */.B8)(world, texts, facts, args);
        return { analyses, ...buildGraph(specs, analyses, registry) };
    };
    let found = read(new Map(), new Map());
    const { argsToSet } = found;
    // The build gets these args, and names its bases with them.
    if (argsToSet.size > 0)
        found = read(new Map(), argsToSet);
    const facts = await (0,analyze_images/* readBaseFacts */.hr)(bases, specs, found.analyses, found.graph);
    // An ONBUILD of a base reads this image's context, and may name further bases; its ENV may stand in sources.
    if (facts.size > 0)
        found = read(facts, argsToSet);
    return { ...found, facts, argsToSet };
}

// EXTERNAL MODULE: ./lib/plan/tags.js
var plan_tags = __webpack_require__(5126);
// EXTERNAL MODULE: ./lib/registry/labels.js
var registry_labels = __webpack_require__(3364);
// EXTERNAL MODULE: ./lib/registry/registry-error.js
var registry_error = __webpack_require__(1583);
;// CONCATENATED MODULE: ./lib/registry/lookup.js
/** Asks the registry which images exist already: the proof behind every reuse. It decides nothing. */




/** In the requests' order. Throws RegistryError where the registry must answer and does not. */
async function lookUpImages(store, requests, options) {
    const tagLists = new Map();
    const tagsOf = (repository) => {
        const known = tagLists.get(repository) ?? store.listTags(repository);
        tagLists.set(repository, known);
        return known;
    };
    const lookUp = async (request) => {
        const twins = requests.filter((other) => other.fingerprint === request.fingerprint);
        // Its own repositories first; then those of images with the same content, to copy from.
        const repositories = new Set([request, ...twins].flatMap(({ spec }) => spec.repositories));
        try {
            return await lookup_find(store, request, [...repositories], options, tagsOf);
        }
        catch (error) {
            if (options.mustAnswer || !(error instanceof registry_error/* RegistryError */.g))
                throw error;
            return {
                kind: "unknown",
                because: `the registry does not tell whether it exists: ${(0,errors/* describeError */.U)(error)}`,
            };
        }
    };
    return Promise.all(requests.map(lookUp));
}
/** `undefined`: parts of the image are gone, so nothing is proven, and it is built again. */
async function readFacts(store, { repository, manifest }, { platforms }) {
    try {
        return await store.labels(repository, manifest, platforms);
    }
    catch (error) {
        if (error instanceof registry_error/* RegistryError */.g && error.kind === "unexpected")
            return undefined;
        throw error;
    }
}
async function lookup_find(store, request, repositories, options, tagsOf) {
    const { spec, fingerprint } = request;
    const sightings = [];
    for (const repository of repositories) {
        const tags = [...(0,plan_tags/* readableTags */.wF)(options.trigger, fingerprint)];
        let found = await store.find(repository, tags);
        if (found.size === 0 && options.trustPullRequests && options.trigger.scope.kind === "trusted") {
            const ofPullRequests = (await tagsOf(repository)).filter((tag) => (0,plan_tags/* isPullRequestTag */.le)(tag, fingerprint));
            tags.push(...ofPullRequests);
            if (ofPullRequests.length > 0)
                found = await store.find(repository, ofPullRequests);
        }
        for (const tag of tags) {
            const manifest = found.get(tag);
            if (manifest !== undefined)
                sightings.push({ repository, tag, manifest });
        }
    }
    const valid = new Map();
    let mismatch;
    let best;
    for (const sighting of sightings) {
        if (valid.has(sighting.repository))
            continue;
        const facts = await readFacts(store, sighting, spec);
        if (facts === undefined) {
            mismatch = `${sighting.repository}:${sighting.tag} is not whole in the registry`;
        }
        else if (facts.labels.get(registry_labels/* fingerprintLabel */.TI) !== fingerprint) {
            mismatch = `${sighting.repository}:${sighting.tag} carries another fingerprint in its label`;
        }
        else if (facts.missingPlatforms.length > 0) {
            mismatch = `${sighting.repository}:${sighting.tag} lacks ${facts.missingPlatforms.join(", ")}`;
        }
        else {
            valid.set(sighting.repository, sighting);
            best ??= { image: { ...sighting, sizeBytes: facts.sizeBytes }, labels: facts.labels };
        }
    }
    if (best === undefined) {
        const tag = (0,plan_tags/* readableTags */.wF)(options.trigger, fingerprint)[0];
        return { kind: "absent", because: mismatch ?? `${spec.repositories[0]} has no image ${tag}` };
    }
    return {
        kind: "found",
        image: { ...best.image, missingRepositories: spec.repositories.filter((one) => !valid.has(one)) },
        parentDigests: (0,registry_labels/* parseMapLabel */.I5)(best.labels.get(registry_labels/* parentsLabel */.aW)),
        bases: (0,registry_labels/* parseMapLabel */.I5)(best.labels.get(registry_labels/* basesLabel */.$b)),
    };
}

// EXTERNAL MODULE: ./lib/registry/record.js
var record = __webpack_require__(6950);
;// CONCATENATED MODULE: ./lib/make-plan.js
/** Definitions → plan: reads Dockerfiles, builds the graph, fingerprints, asks the registry, decides. */















/** Throws UserError with every Dockerfile's problems at once. Builds and pushes nothing. */
async function makePlan(world, session, request) {
    const { inputs, trigger, push } = request;
    const texts = await Promise.all(request.specs.map((spec) => (0,read_dockerfile/* readDockerfile */.n)(world, session.root, spec)));
    const specs = texts.map(({ spec }) => spec);
    const { graph, analyses, facts, argsToSet, notices } = await readGraph(world, texts, session.bases, inputs.registry);
    const order = selectImages(graph, inputs.images);
    (0,analyze_images/* refuseBrokenDockerfiles */.Jb)(order, texts, analyses, graph);
    const nonce = request.nonce ?? crypto.randomUUID();
    const byName = new Map(specs.map((spec) => [spec.name, spec]));
    const requestOf = (name) => ({
        spec: must(byName, name),
        analysis: must(analyses, name),
        parents: graph.parents.get(name) ?? [],
        argsToSet: argsToSet.get(name) ?? new Map(),
    });
    const options = {
        root: session.root,
        tree: session.tree,
        bases: session.bases,
        baseImages: inputs.baseImages,
        basesMustResolve: session.store !== undefined && push,
        nonce,
    };
    const gathered = await gatherInputs(world, order.map(requestOf), options);
    const lookups = await lookUp(session, request, order.map((name) => must(byName, name)), gathered);
    const expected = new Map();
    const sameDockerfile = new Set();
    const candidates = await Promise.all(order.map(async (name, index) => {
        const { fingerprint, inputs: read } = must(gathered, name);
        const lookup = lookups[index] ?? { kind: "unknown", because: "nothing was asked" };
        const last = await readLastBuild(world, session, trigger, must(byName, name), lookup);
        if (typeof last === "object" && last.durationSeconds > 0)
            expected.set(name, last.durationSeconds);
        if (typeof last === "object" && hasSameDockerfile(read, last))
            sameDockerfile.add(name);
        const changes = explainLookup(read, last);
        return { name, fingerprint, inputs: read, parents: graph.parents.get(name) ?? [], lookup, changes };
    }));
    const decisions = decideImages(candidates, inputs.rebuild);
    const images = new Map(candidates.map(({ name, inputs: read, parents }) => [
        name,
        { spec: must(byName, name), decision: must(decisions, name), inputs: read, parents },
    ]));
    const linked = await linkImages(world, session.root, texts.filter(({ spec }) => decisions.get(spec.name)?.action === "build"), { facts, analyses, graph, argsToSet });
    return {
        plan: { trigger, images, order },
        findMounts: (image) => findMounts(world, image, { texts, analyses, facts, argsToSet, options, requestOf }, (name) => gathered.get(name)?.fingerprint ?? ""),
        texts: new Map(texts.map((text) => [text.spec.name, text])),
        analyses,
        lost: new Map([...gathered].map(([name, { lost }]) => [name, lost])),
        basesOf: (name) => externalBases(world, requestOf(name)),
        argsToSet,
        expected,
        sameDockerfile,
        nonce,
        linked,
        pins: new Map(inputs.baseImages === "track"
            ? candidates.map(({ name, inputs: read, parents }) => [
                name,
                pinBases(must(byName, name), must(analyses, name), parents, read),
            ])
            : []),
        notices: [
            ...notices,
            ...candidates.flatMap(({ inputs: read }) => read.notices),
            ...(inputs.baseImages === "warn" ? candidates.flatMap(movedBases) : []),
        ],
    };
}
async function lookUp(session, { inputs, trigger, push }, specs, gathered) {
    const { store } = session;
    if (store === undefined) {
        return specs.map(() => ({ kind: "unknown", because: "no registry is given to look it up in" }));
    }
    return lookUpImages(store, specs.map((spec) => ({ spec, fingerprint: must(gathered, spec.name).fingerprint })), { trigger, trustPullRequests: inputs.trustPullRequests, mustAnswer: push });
}
/** History only explains: a record that cannot be read leaves the reason as it is. */
async function readLastBuild(world, { store }, trigger, spec, lookup) {
    if (store === undefined || lookup.kind !== "absent")
        return undefined;
    try {
        return (await (0,record/* readRecord */.aE)(store, spec.repositories[0], (0,record/* lastRecordTags */.j$)(trigger))) ?? "none";
    }
    catch (error) {
        if (!(error instanceof registry_error/* RegistryError */.g))
            throw error;
        world.log.debug(`${spec.name}: no record of its last build: ${(0,errors/* describeError */.U)(error)}`);
        return undefined;
    }
}
function hasSameDockerfile({ components }, last) {
    const own = components.find(({ kind }) => kind === "dockerfile");
    return last.components.some(({ kind, value }) => kind === "dockerfile" && value === own?.value);
}
function explainLookup(inputs, last) {
    if (last === undefined)
        return [];
    return last === "none"
        ? ["no image of it was built here before"]
        : (0,explain/* explainChanges */.q)(last.components, (0,explain/* detailInputs */.Z)(inputs));
}
/** `base-images: warn`: what `track` would have built for. */
function movedBases({ name, inputs, lookup }) {
    if (lookup.kind !== "found")
        return [];
    return [...inputs.bases].flatMap(([reference, digest]) => {
        const was = lookup.bases.get(reference);
        return was === undefined || digest === undefined || was === digest
            ? []
            : [`${name}: ${reference} moved from ${was} to ${digest} since it was built (base-images: warn)`];
    });
}
function must(map, key) {
    const value = map.get(key);
    if (value === undefined)
        throw new Error(`nothing is known of ${String(key)}`);
    return value;
}

;// CONCATENATED MODULE: ./lib/plan/legs.js
const MAX_LEGS = 256;
/** For an image that nobody has built yet, where nothing else is known. */
const USUAL_SECONDS = 300;
/** Images that are built on each other stay together; a base that is reused joins nothing. */
function makeLegs(plan, options) {
    const units = makeUnits(plan, options.expected);
    const limit = options.maxLegs ?? MAX_LEGS;
    const shares = units.length <= limit ? units.map((unit) => [unit]) : spread(units, limit);
    const position = new Map(plan.order.map((name, index) => [name, index]));
    const at = (name) => (name === undefined ? undefined : position.get(name)) ?? 0;
    return shares
        .map((share) => {
        const images = share.flatMap((unit) => unit.images).sort((a, b) => at(a) - at(b));
        const platform = share[0].platform;
        return {
            name: `${images[0]}-${platform.replaceAll("/", "-")}`,
            images,
            platform,
            runner: options.runnerOf(platform),
            expectedSeconds: Math.round(share.reduce((sum, unit) => sum + unit.seconds, 0)),
        };
    })
        .sort((a, b) => at(a.images[0]) - at(b.images[0]));
}
function makeUnits(plan, expected) {
    const known = [...expected.values()].filter((seconds) => seconds > 0);
    const usual = known.length === 0 ? USUAL_SECONDS : known.reduce((sum, one) => sum + one, 0) / known.length;
    const secondsOf = (name) => plan.images.get(name)?.decision.action === "share" ? 1 : expected.get(name) || usual;
    return groupImages(plan).flatMap((group) => {
        const platformsOf = (name) => plan.images.get(name)?.spec.platforms ?? [];
        return [...new Set(group.flatMap(platformsOf))].map((platform) => {
            const images = group.filter((name) => platformsOf(name).includes(platform));
            return { images, platform, seconds: images.reduce((sum, name) => sum + secondsOf(name), 0) };
        });
    });
}
/** Connected groups of the images that are built, in build order. */
function groupImages(plan) {
    const groupOf = new Map();
    for (const name of plan.order) {
        const image = plan.images.get(name);
        if (image === undefined || image.decision.action === "reuse")
            continue;
        const related = [
            ...image.parents.map((edge) => edge.parent),
            ...(image.decision.action === "share" ? [image.decision.with] : []),
        ];
        const joined = new Set(related.map((other) => groupOf.get(other)).filter((group) => group !== undefined));
        // The largest takes the others in: a chain of a thousand images stays quick.
        const [into = new Set(), ...others] = [...joined].sort((a, b) => b.size - a.size);
        for (const other of others) {
            for (const member of other) {
                into.add(member);
                groupOf.set(member, into);
            }
        }
        into.add(name);
        groupOf.set(name, into);
    }
    return [...new Set(groupOf.values())].map((members) => members.size === 1 ? [...members] : plan.order.filter((name) => members.has(name)));
}
/** Legs for each platform by its share of the work; in each, the longest unit goes to the shortest leg. */
function spread(units, limit) {
    const byPlatform = new Map();
    for (const unit of units)
        byPlatform.set(unit.platform, [...(byPlatform.get(unit.platform) ?? []), unit]);
    const total = units.reduce((sum, unit) => sum + unit.seconds, 0);
    const platforms = [...byPlatform].map(([, ofPlatform]) => {
        const seconds = ofPlatform.reduce((sum, unit) => sum + unit.seconds, 0);
        const exact = ((limit - byPlatform.size) * seconds) / total;
        // One for each platform, whatever its share; the rest by share.
        return { ofPlatform, count: Math.min(ofPlatform.length, 1 + Math.floor(exact)) };
    });
    return platforms.flatMap(({ ofPlatform, count }) => {
        const legs = Array.from({ length: count }, () => ({ seconds: 0, units: [] }));
        for (const unit of [...ofPlatform].sort((a, b) => b.seconds - a.seconds)) {
            const shortest = legs.reduce((least, leg) => (leg.seconds < least.seconds ? leg : least));
            shortest.units.push(unit);
            shortest.seconds += unit.seconds;
        }
        return legs.map((leg) => leg.units).filter((some) => some.length > 0);
    });
}

// EXTERNAL MODULE: ./lib/plan/runners.js
var runners = __webpack_require__(5956);
// EXTERNAL MODULE: ./lib/read-event.js
var read_event = __webpack_require__(5386);
;// CONCATENATED MODULE: ./lib/report/bake-file.js


/**
 * One target for each image that is built; images of equal content share one. A base that is built is a
 * `target:` context, a reused one its digest. Without a registry, targets have no tags.
 */
function planToBake(plan, registry, argsToSet) {
    const built = [...plan.images.values()].filter(({ decision }) => decision.action === "build");
    return escapeTemplates({
        group: { default: { targets: built.map(({ spec }) => targetName(spec.name)) } },
        target: Object.fromEntries(built.map((image) => [
            targetName(image.spec.name),
            bakeTarget(plan, image, registry, argsToSet.get(image.spec.name)),
        ])),
    });
}
/** In a bake file, `${` and `%{` begin a template, in JSON too. */
function escapeTemplates(file) {
    const double = (_, value) => typeof value === "string" ? value.replace(/([$%])(?=\{)/g, "$1$1") : value;
    return JSON.parse(JSON.stringify(file, double));
}
/** Bake's names have no dots. */
function targetName(name) {
    return name.replace(/[^A-Za-z0-9_-]/g, "_");
}
function bakeTarget(plan, image, registry, extraArgs) {
    const { spec, decision } = image;
    const { options, labels } = readBuildFlags(spec.buildFlags);
    const bases = Object.fromEntries([...image.inputs.bases].filter(([, digest]) => digest !== undefined));
    return {
        context: contextText(spec.context) ?? ".",
        ...dockerfileOf(spec),
        ...(spec.target === undefined ? {} : { target: spec.target }),
        args: Object.fromEntries([...spec.args, ...(extraArgs ?? [])].map(([name, value]) => [name, value ?? null])),
        contexts: contextsOf(plan, image, registry),
        platforms: spec.platforms,
        labels: {
            ...labels,
            [registry_labels/* fingerprintLabel */.TI]: decision.fingerprint,
            ...(Object.keys(bases).length === 0 ? {} : { [registry_labels/* basesLabel */.$b]: JSON.stringify(bases) }),
        },
        secret: spec.secrets.map(secretText),
        attest: spec.runtime === "lambda" ? ["type=provenance,disabled=true"] : ["type=provenance,mode=min"],
        tags: tagsOf(plan, image, registry),
        ...options,
    };
}
function tagsOf(plan, { spec, decision }, registry) {
    if (registry === undefined)
        return [];
    const tag = (0,plan_tags/* sourceTag */.Yr)(plan.trigger, decision.fingerprint);
    const twins = [...plan.images.values()].filter((other) => other.decision.action === "share" && other.decision.with === spec.name);
    const repositories = new Set([spec, ...twins.map((twin) => twin.spec)].flatMap((one) => one.repositories));
    return [...repositories].map((repository) => `${registry.host}/${registry.prefix}${repository}:${tag}`);
}
/** Bake reads a Dockerfile's path from the context, as `docker buildx build -f` does not. */
function dockerfileOf({ dockerfile, context }) {
    switch (dockerfile.kind) {
        case "inline":
            return { "dockerfile-inline": dockerfile.text };
        case "remote":
            return { dockerfile: dockerfile.path };
        case "file": {
            const depth = context.kind === "local" && context.path !== "" ? context.path.split("/").length : 0;
            const below = context.kind === "local" && context.path !== "" ? `${context.path}/` : "";
            const isBelow = dockerfile.path.startsWith(below);
            return {
                dockerfile: isBelow ? dockerfile.path.slice(below.length) : "../".repeat(depth) + dockerfile.path,
            };
        }
    }
}
function contextsOf(plan, { spec, parents }, registry) {
    const contexts = {};
    for (const [name, source] of spec.contexts) {
        const text = contextText(source);
        if (text !== undefined)
            contexts[name] = text;
    }
    for (const { parent, contextName } of parents) {
        const decision = plan.images.get(parent)?.decision;
        if (decision?.action === "reuse") {
            const { repository, manifest } = decision.found;
            contexts[contextName] =
                `docker-image://${registry?.host}/${registry?.prefix}${repository}@${manifest.digest}`;
        }
        else if (decision !== undefined) {
            contexts[contextName] = `target:${targetName(decision.action === "share" ? decision.with : parent)}`;
        }
    }
    return contexts;
}
function contextText(source) {
    switch (source.kind) {
        case "local":
            return source.path === "" ? "." : source.path;
        case "outside":
            return source.path;
        case "reference":
            return `docker-image://${source.reference}`;
        case "remote":
            return source.url;
        case "image":
            return undefined;
    }
}
function secretText({ id, source }) {
    return source.kind === "env"
        ? `type=env,id=${id},env=${source.variable}`
        : `type=file,id=${id},src=${source.path}`;
}
/** Flags of `buildx build` that come from a bake or compose file → their keys there. */
const listKeys = {
    annotation: "annotations",
    allow: "entitlements",
    "no-cache-filter": "no-cache-filter",
    ssh: "ssh",
    ulimit: "ulimits",
};
function readBuildFlags(flags) {
    const options = {};
    const labels = {};
    const hosts = {};
    for (const flag of flags) {
        const [, name = "", value = ""] = /^--([a-z-]+)=?(.*)$/s.exec(flag) ?? [];
        const listKey = listKeys[name];
        if (listKey !== undefined) {
            const known = options[listKey];
            options[listKey] = [...(Array.isArray(known) ? known : []), value];
        }
        else if (name === "label") {
            const equals = value.indexOf("=");
            labels[value.slice(0, equals)] = value.slice(equals + 1);
        }
        else if (name === "add-host") {
            const colon = value.indexOf(":");
            const host = value.slice(0, colon);
            hosts[host] =
                hosts[host] === undefined ? value.slice(colon + 1) : `${hosts[host]},${value.slice(colon + 1)}`;
        }
        else if (name === "no-cache")
            options["no-cache"] = true;
        else
            options[name] = value;
    }
    if (Object.keys(hosts).length > 0)
        options["extra-hosts"] = hosts;
    return { options, labels };
}

// EXTERNAL MODULE: ./lib/report/hand-over.js
var hand_over = __webpack_require__(5568);
// EXTERNAL MODULE: ./lib/report/outputs.js
var outputs = __webpack_require__(8568);
;// CONCATENATED MODULE: ./lib/report/plan-json.js

function planToJson(plan, registry, { legs, nonce, expected }) {
    return {
        version: 1,
        trigger: plan.trigger,
        images: Object.fromEntries([...plan.images].map(([name, image]) => {
            const seconds = expected?.get(name);
            const json = imageToJson(image, registry);
            return [name, seconds === undefined ? json : { ...json, expectedSeconds: Math.round(seconds) }];
        })),
        legs,
        nonce,
    };
}
function imageToJson({ spec, decision, inputs, parents }, registry) {
    const repository = (registry?.prefix ?? "") + spec.repositories[0];
    const found = decision.action === "reuse" ? decision.found : undefined;
    const digest = found?.manifest.digest;
    // Until a run copies it, an image that only another repository has is there and nowhere else.
    const isElsewhere = found?.missingRepositories.includes(spec.repositories[0]) === true;
    const place = isElsewhere ? (registry?.prefix ?? "") + found.repository : repository;
    return {
        action: decision.action === "reuse" ? "reuse" : "build",
        fingerprint: decision.fingerprint,
        reasons: decision.reasons,
        inputs: inputs.paths,
        bases: Object.fromEntries([...inputs.bases].map(([reference, found]) => [reference, found ?? null])),
        parents: [...new Set(parents.map((edge) => edge.parent))],
        platforms: spec.platforms,
        repository,
        ...(digest === undefined ? {} : { digest }),
        ...(digest === undefined || registry === undefined ? {} : { uri: `${registry.host}/${place}@${digest}` }),
        ...(decision.action === "share" ? { sameAs: decision.with } : {}),
        repositories: spec.repositories,
        tags: spec.tags,
        runtime: spec.runtime,
        ...(spec.parameter === undefined ? {} : { parameter: spec.parameter }),
        ...(Object.values(spec.budget).every((one) => one === undefined) ? {} : { budget: spec.budget }),
        ...(found === undefined
            ? {}
            : {
                found: {
                    repository: found.repository,
                    tag: found.tag,
                    sizeBytes: found.sizeBytes,
                    missingRepositories: found.missingRepositories,
                },
            }),
    };
}
/** `strategy.matrix` of the legs; small, as GitHub evaluates it. */
function renderMatrix({ legs }) {
    const include = legs.map(({ name, platform, runner, images }) => {
        const listed = images.join(", ");
        const short = listed.length > 120 ? `${images.slice(0, 3).join(", ")} and ${images.length - 3} more` : listed;
        return { leg: name, platform, "runs-on": runner, images: short };
    });
    return JSON.stringify({ include });
}
/** Outputs of `mode: plan`: without the `inputs` lists, which only the file has. */
function planOutputs(json, planFile) {
    const matrix = renderMatrix(json);
    const render = (cut) => JSON.stringify({
        ...json,
        images: Object.fromEntries(Object.entries(json.images).map(([name, image]) => [name, cut(withoutInputs(image))])),
    });
    const notice = (what) => `the plan would be larger than GitHub takes: ${what}; the file named by the output plan-file has everything`;
    return (0,outputs/* firstThatFits */.eO)([
        () => ({ outputs: { plan: render((image) => image), "plan-file": planFile, matrix }, notices: [] }),
        () => ({
            outputs: {
                plan: render((image) => ({
                    ...image,
                    reasons: image.reasons.slice(0, 1).map((one) => one.slice(0, 100)),
                })),
                "plan-file": planFile,
                matrix,
            },
            notices: [notice("reasons are cut short")],
        }),
        () => ({
            outputs: { plan: render((image) => ({ ...image, reasons: [] })), "plan-file": planFile, matrix },
            notices: [notice("reasons are left out")],
        }),
        () => ({ outputs: { "plan-file": planFile, matrix }, notices: [notice("the output plan is left out")] }),
    ]);
}
function withoutInputs({ inputs: _, ...image }) {
    return image;
}

// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(5402);
;// CONCATENATED MODULE: ./lib/report/plan-table.js

/** One line per image: mark, name, reasons. */
function renderPlanTable(plan) {
    const width = Math.max(0, ...plan.order.map((name) => name.length));
    return [...plan.images].map(([name, image]) => {
        const action = actionOf(image).padEnd(5);
        return `${action}  ${name.padEnd(width)}  ${image.decision.reasons.join("; ")}`;
    });
}
function renderPlanSummary(plan) {
    const rows = [...plan.images].map(([name, image]) => `| ${(0,markdown/* escapeCell */.kq)(name)} | ${actionOf(image)} | ${(0,markdown/* escapeCell */.kq)(image.decision.reasons.join("; ").slice(0, 300))} |`);
    return [
        "## Plan",
        "",
        "| image | action | why |",
        "|---|---|---|",
        ...rows.slice(0, 2000),
        "",
        renderGraph(plan),
    ].join("\n");
}
/** Bases and what is built on them; left out where no image is another's base, and where nobody could read it. */
function renderGraph(plan) {
    const edges = [...plan.images].flatMap(([name, { parents }]) => [...new Set(parents.map((edge) => edge.parent))].map((parent) => ({ parent, name })));
    if (edges.length === 0 || plan.images.size > 60)
        return "";
    const id = (name) => `i${plan.order.indexOf(name)}`;
    const nodes = [...plan.images].map(([name, image]) => `    ${id(name)}["${name}"]:::${actionOf(image)}`);
    return [
        "```mermaid",
        "graph LR",
        ...nodes,
        ...edges.map(({ parent, name }) => `    ${id(parent)} --> ${id(name)}`),
        "    classDef build fill:#ffe8cc,stroke:#d9480f,color:#000",
        "    classDef reuse fill:#d3f9d8,stroke:#2b8a3e,color:#000",
        "```",
        "",
    ].join("\n");
}
function actionOf({ decision }) {
    return decision.action === "reuse" ? "reuse" : "build";
}

;// CONCATENATED MODULE: ./lib/report/publish-plan.js




function announceDefinitions(world, definitions, trigger, push) {
    const { specs, source, notices } = definitions;
    world.log.info(`${specs.length} ${specs.length === 1 ? "image" : "images"} from ${source}`);
    const scope = trigger.scope.kind === "trusted" ? "trusted run" : `run of ${trigger.scope.because}`;
    world.log.info(`${trigger.event}: ${scope}; images ${push ? "are pushed" : "are not pushed"}`);
    for (const notice of notices)
        world.log.info(notice);
}
function announcePlan(world, plan, notices) {
    world.log.group("Plan", renderPlanTable(plan));
    for (const notice of new Set(notices))
        world.log.warning(notice);
}
/** Outputs and summary of `mode: plan`. */
async function publishPlan(world, { plan, argsToSet, ...rest }, registry) {
    const json = planToJson(plan, registry, rest);
    const file = await (0,hand_over/* writeReport */.u5)(world, "plan", json);
    const bakeFile = await (0,hand_over/* writeReport */.u5)(world, "plan.bake", planToBake(plan, registry, argsToSet));
    const { outputs, notices } = planOutputs(json, file);
    (0,hand_over/* setOutputs */.n0)(world, { ...outputs, "bake-file": bakeFile });
    for (const notice of notices)
        world.log.warning(notice);
    await (0,hand_over/* trySummary */.g8)(world, renderPlanSummary(plan));
    return true;
}

// EXTERNAL MODULE: ./lib/session.js + 8 modules
var lib_session = __webpack_require__(9819);
// EXTERNAL MODULE: ./lib/trigger.js
var lib_trigger = __webpack_require__(6739);
;// CONCATENATED MODULE: ./lib/run.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/** The story of each mode, in order. What a mode does not need is not loaded: a plan waits for nothing of the others. */










/** `true` when every wanted image ended built or reused. Throws UserError for input that cannot be run. */
async function run(world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const read = (name) => world.env[(0,lib_inputs/* inputVariable */.LO)(name)] ?? "";
        if (read("mode").trim() === "deploy")
            return deploy(world, read);
        if (read("mode").trim() === "clean")
            return clean(world, read);
        if (read("mode").trim() === "comment")
            return comment(world, read);
        const inputs = (0,lib_inputs/* parseInputs */.TL)(read);
        const payload = await (0,read_event/* readEventPayload */.N)(world);
        const trigger = (0,lib_trigger/* readTrigger */.v)(world.env, payload);
        const push = decidePush(inputs, trigger);
        if (inputs.mode === "report") {
            const { reportLegs } = await Promise.all(/* import() */[__webpack_require__.e(252), __webpack_require__.e(552)]).then(__webpack_require__.bind(__webpack_require__, 1552));
            return reportLegs(world, { inputs, trigger, push });
        }
        const building = inputs.mode === "plan" ? undefined : await Promise.all(/* import() */[__webpack_require__.e(252), __webpack_require__.e(764)]).then(__webpack_require__.bind(__webpack_require__, 2764));
        const leg = inputs.mode === "build" ? await building?.readLeg(world, inputs) : undefined;
        const session = __addDisposableResource(env_1, await (0,lib_session/* openSession */.f)(world, inputs.registry), true);
        const survey = __addDisposableResource(env_1, building?.surveyBuilders(world, session.env), true);
        const definitions = await (0,find/* loadImages */.z)(world, {
            root: session.root,
            repositoryFiles: async () => (await session.tree).listPaths(),
            imagesFiles: inputs.imagesFiles,
            images: leg?.leg.images ?? inputs.images,
            rebuild: inputs.rebuild.kind === "named" ? inputs.rebuild.names : [],
            registry: inputs.registry,
            platforms: inputs.platforms,
        });
        announceDefinitions(world, definitions, trigger, push);
        const wanted = leg === undefined ? inputs : { ...inputs, images: leg.leg.images };
        const request = { specs: definitions.specs, inputs: wanted, trigger, push, nonce: leg?.stored.nonce };
        const made = await makePlan(world, session, request);
        announcePlan(world, made.plan, made.notices);
        if (building === undefined || survey === undefined) {
            const runnerOf = (platform) => (0,runners/* chooseRunner */.w)(inputs.runners, platform);
            const legs = makeLegs(made.plan, { runnerOf, expected: made.expected });
            return publishPlan(world, { ...made, legs }, inputs.registry);
        }
        if (leg !== undefined) {
            const { plan, parts } = building.confineToLeg(made.plan, leg);
            const { outcomes } = await building.carryOut(world, session, inputs, { ...made, plan }, { push, parts, survey });
            return building.publishLeg(world, leg.leg, plan, outcomes, inputs.registry);
        }
        const options = { push, parts: new Map(), survey };
        const { outcomes, records } = await building.carryOut(world, session, inputs, made, options);
        const runnerPrice = building.findPrice(world.env, world.platform.cpus, payload);
        return building.publishOutcomes(world, { plan: made.plan, outcomes, records, inputs, runnerPrice });
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function deploy(world, read) {
    const { parseDeployInputs, runDeploy } = await __webpack_require__.e(/* import() */ 642).then(__webpack_require__.bind(__webpack_require__, 3642));
    const inputs = parseDeployInputs(read, (0,input_modes/* findForeignInputs */.T)("deploy", read));
    return runDeploy(world, inputs, (0,lib_trigger/* readTrigger */.v)(world.env, await (0,read_event/* readEventPayload */.N)(world)));
}
async function clean(world, read) {
    const { parseCleanInputs, runClean } = await __webpack_require__.e(/* import() */ 173).then(__webpack_require__.bind(__webpack_require__, 3173));
    const event = world.env.GITHUB_EVENT_NAME ?? "local";
    return runClean(world, parseCleanInputs(read, event, await (0,read_event/* readEventPayload */.N)(world)));
}
async function comment(world, read) {
    const { parseCommentInputs, runComment } = await __webpack_require__.e(/* import() */ 556).then(__webpack_require__.bind(__webpack_require__, 9556));
    const event = world.env.GITHUB_EVENT_NAME ?? "local";
    return runComment(world, parseCommentInputs(read, event, await (0,read_event/* readEventPayload */.N)(world)));
}
/** A fork's pull request has no credentials, and what it builds must not be kept by default. */
function decidePush(inputs, trigger) {
    switch (inputs.push) {
        case "always":
            return true;
        case "never":
            return false;
        case "auto":
            return inputs.registry !== undefined && !trigger.isFork;
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/command.js
var lib_command = __webpack_require__(9635);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/file-command.js
var file_command = __webpack_require__(2902);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/summary.js
var summary = __webpack_require__(1170);
;// CONCATENATED MODULE: ./lib/shell/actions.js
/**
 * The only door to GitHub's runner: log commands, masks, outputs, summary, state. It takes the parts of
 * `@actions/core` that write them: its main module also loads an HTTP client of 700 KB, 40 ms in every run
 * (docs/decisions/0090).
 */




const log = {
    info: (line) => void process.stdout.write(neutralize(line) + external_node_os_.EOL),
    debug: (message) => (0,lib_command/* issueCommand */.L)("debug", {}, message),
    warning: (message, at) => (0,lib_command/* issueCommand */.L)("warning", place(at), message),
    notice: (message, at) => (0,lib_command/* issueCommand */.L)("notice", place(at), message),
    error: (message, at) => (0,lib_command/* issueCommand */.L)("error", place(at), message),
    group(title, lines) {
        (0,lib_command/* issue */.s)("group", title);
        for (const line of lines)
            log.info(line);
        (0,lib_command/* issue */.s)("endgroup");
    },
    mask: (secret) => {
        if (secret.trim() !== "")
            (0,lib_command/* issueCommand */.L)("add-mask", {}, secret);
    },
    setOutput: (name, value) => keep("OUTPUT", "set-output", name, value),
    saveState: (name, value) => keep("STATE", "save-state", name, value),
    async summary(markdown) {
        // Outside of a runner there is no summary file, and nothing to write to.
        if (process.env.GITHUB_STEP_SUMMARY === undefined)
            return;
        await summary/* summary */.z.addRaw(markdown, true).write();
    },
    setFailed: (message) => {
        process.exitCode = 1;
        log.error(message);
    },
};
/** Into the runner's file; as a command on a terminal, where there is none. */
function keep(file, command, name, value) {
    if (process.env[`GITHUB_${file}`])
        (0,file_command/* issueFileCommand */.n)(file, (0,file_command/* prepareKeyValueMessage */.v)(name, value));
    else
        (0,lib_command/* issueCommand */.L)(command, { name }, value);
}
/** In the words of the `::warning` command. */
function place(at) {
    // With keys, even without values, a space would follow the command's name.
    return at === undefined ? {} : { title: at.title, file: at.file, line: at.line };
}
/**
 * A build's own output must not be able to give commands to the runner. It reads lines that end with `\r` too,
 * takes `::name::` after any white space, and the older `##[name]` anywhere (actions/runner, ActionCommand.cs).
 */
function neutralize(text) {
    return text.replace(/(^|[\r\n])([\s\u0085]*)::/g, "$1$2\u200b::").replaceAll("##[", "##\u200b[");
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./lib/shell/clock.js
/** The only door to time. */

const clock = {
    now: () => Date.now(),
    async sleep(milliseconds, signal) {
        try {
            await (0,promises_.setTimeout)(milliseconds, undefined, signal === undefined ? {} : { signal });
        }
        catch {
            // Aborted: whoever aborted looks at the signal.
        }
    },
};

// EXTERNAL MODULE: ./lib/shell/exec.js + 1 modules
var shell_exec = __webpack_require__(4439);
// EXTERNAL MODULE: ./lib/shell/files.js
var files = __webpack_require__(97);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(6466);
;// CONCATENATED MODULE: ./lib/shell/http.js


const DEFAULT_TIMEOUT_MS = 30_000;
const REDIRECTS = 5;
const DEFAULT_HEADERS = { "user-agent": "ml-image-build", accept: "*/*", "accept-encoding": "identity" };
const http = async (request) => {
    const limit = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
    const answer = await follow(request, signal);
    const { statusCode: status = 0, headers } = answer;
    const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
    // An answer without a body is read to its end as well: its connection is free for the next request then.
    if (!hasBody)
        for await (const _none of answer)
            ;
    let stream;
    return {
        status,
        headers: { get: (name) => headers[name.toLowerCase()]?.toString() ?? null },
        async bytes() {
            const parts = [];
            if (hasBody)
                for await (const part of answer)
                    parts.push(part);
            return Buffer.concat(parts);
        },
        // Made when it is asked for: most bodies are read whole.
        get stream() {
            if (hasBody)
                stream ??= external_node_stream_.Readable.toWeb(answer);
            return stream;
        },
    };
};
/** As `fetch` does; a body is sent again only where the answer says so, and only one that is still there. */
async function follow(request, signal) {
    let url = new URL(request.url);
    let headers = { ...DEFAULT_HEADERS, ...request.headers };
    for (let hops = 0;; hops += 1) {
        const answer = await send(url, { ...request, headers }, signal);
        const { location } = answer.headers;
        const goesOn = request.body === undefined ? [301, 302, 303, 307, 308] : [307, 308];
        const isRedirect = goesOn.includes(answer.statusCode ?? 0) && isReplayable(request);
        if (request.redirect === "manual" || !isRedirect || !location || hops >= REDIRECTS)
            return answer;
        answer.destroy();
        const next = new URL(location, url);
        // Credentials stay with whom they are meant for.
        if (next.origin !== url.origin)
            headers = withoutCredentials(headers);
        url = next;
    }
}
async function send(url, request, signal) {
    const { request: open } = await (url.protocol === "http:" ? Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 7067, 19)) : Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 4708, 19)));
    const { method, body, headers, socketPath } = request;
    return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const sent = open(url, { method, headers, socketPath });
        let answer;
        const end = () => {
            answer?.destroy(signal.reason);
            sent.destroy(signal.reason);
        };
        signal.addEventListener("abort", end);
        sent.on("close", () => signal.removeEventListener("abort", end));
        sent.on("response", (message) => {
            answer = message;
            resolve(message);
        });
        sent.on("error", (error) => {
            // The other side may close an idle connection in the moment in which it is taken for the next request.
            const isStale = sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
            const isHarmless = method !== "POST" && method !== "PATCH" && isReplayable(request);
            if (isStale && isHarmless && !signal.aborted)
                resolve(send(url, request, signal));
            else
                reject(error);
        });
        if (body instanceof ReadableStream)
            (0,external_node_stream_promises_.pipeline)(external_node_stream_.Readable.fromWeb(body), sent).catch(reject);
        else
            sent.end(body);
    });
}
/** A stream is gone after it was sent. */
function isReplayable({ body }) {
    return !(body instanceof ReadableStream);
}
function withoutCredentials(headers) {
    const isOpen = ([name]) => !/^(authorization|cookie)$/i.test(name);
    return Object.fromEntries(Object.entries(headers).filter(isOpen));
}

;// CONCATENATED MODULE: ./lib/shell/open-world.js
/** The real world, from the doors beside this file. */






/** `cancelled` ends every running program, unless a call brings a signal of its own (cleaning up does). */
function openWorld(env, cancelled, exec = shell_exec/* exec */.m0) {
    return {
        env,
        cwd: process.cwd(),
        self: [process.execPath, process.argv[1] ?? ""],
        exec: (argv, options) => exec(argv, { signal: cancelled, ...options }),
        leave: shell_exec/* leave */.qG,
        cancelled,
        files: (0,files/* openFiles */.K)(env.RUNNER_TEMP),
        http: http,
        clock: clock,
        log: log,
        platform: {
            os: process.platform,
            arch: process.arch,
            cpus: (0,external_node_os_.availableParallelism)(),
            memoryBytes: (0,external_node_os_.totalmem)(),
        },
    };
}

;// CONCATENATED MODULE: ./lib/start.js
/** Builds the real world, runs, maps the result to an exit code. */



async function start(exec, cancelled) {
    const world = openWorld(process.env, cancelled, exec);
    try {
        const succeeded = await run(world);
        if (!succeeded)
            process.exitCode ||= 1;
    }
    catch (error) {
        process.exitCode ||= 1;
        if (cancelled.aborted) {
            // What was interrupted looks broken, and is not.
            world.log.error(`cancelled; it was interrupted at: ${(0,errors/* describeError */.U)(error)}`);
        }
        else if (error instanceof errors/* UserError */.y) {
            for (const problem of error.problems)
                world.log.error(problem, error.placeOf(problem));
            const { publishProblems } = await __webpack_require__.e(/* import() */ 266).then(__webpack_require__.bind(__webpack_require__, 4266));
            await publishProblems(world, error.problems);
        }
        else {
            world.log.error(`internal error: ${(0,errors/* describeError */.U)(error)}`);
            world.log.info(error instanceof Error ? (error.stack ?? "") : "");
        }
    }
}


/***/ }),

/***/ 6739:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ readTrigger)
/* harmony export */ });
/**
 * Trusted are runs of code that is already on the default branch or tagged: `push`, `schedule`,
 * `workflow_dispatch`, `repository_dispatch` and `release` there. Everything else (pull requests, merge
 * queues, other branches, events that outsiders can cause) writes under a prefix of its own and is never
 * read by a trusted run. Outside GitHub Actions a person with credentials is at the keyboard: trusted.
 *
 * `payload` is the parsed event file; anything may be missing from it.
 */
function readTrigger(env, payload) {
    const event = env.GITHUB_EVENT_NAME ?? "local";
    const ref = env.GITHUB_REF ?? "";
    const number = numberAt(payload, "pull_request", "number") ?? numberFromRef(ref);
    const isPullRequest = event.startsWith("pull_request");
    const head = textAt(payload, "pull_request", "head", "repo", "full_name");
    const base = textAt(payload, "pull_request", "base", "repo", "full_name") ?? env.GITHUB_REPOSITORY;
    // A deleted fork has no `head.repo`: not knowing whose code it is means a fork.
    const isFork = isPullRequest && (head === undefined || head !== base);
    return {
        event,
        scope: scopeOf(event, ref, payload, isPullRequest ? { number, isFork } : undefined),
        baseScope: isPullRequest ? baseScopeOf(env, payload) : undefined,
        isFork,
        sha: textAt(payload, "pull_request", "head", "sha") ?? env.GITHUB_SHA,
        branch: textAt(payload, "pull_request", "head", "ref") ?? branchOf(ref),
        pullRequest: isPullRequest ? number : undefined,
        runId: env.GITHUB_RUN_ID ?? "0",
        runAttempt: env.GITHUB_RUN_ATTEMPT ?? "1",
    };
}
const trustedEvents = new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch", "release"]);
function scopeOf(event, ref, payload, pullRequest) {
    if (event === "local")
        return { kind: "trusted" };
    if (pullRequest !== undefined) {
        const name = `pr${pullRequest.number ?? 0}`;
        return {
            kind: "untrusted",
            // A fork's images keep apart even from `trust-pull-requests`, which reads `pr<N>-src-…` only.
            prefix: pullRequest.isFork ? `${name}-fork-` : `${name}-`,
            because: pullRequest.isFork ? "a fork's pull request" : "a pull request",
        };
    }
    if (!trustedEvents.has(event)) {
        return { kind: "untrusted", prefix: `${tagSafe(event)}-`, because: `the event ${event}` };
    }
    if (ref.startsWith("refs/tags/") || isDefaultBranch(event, ref, payload))
        return { kind: "trusted" };
    const branch = branchOf(ref) ?? "unknown";
    return { kind: "untrusted", prefix: `branch-${tagSafe(branch)}-`, because: `the branch ${branch}` };
}
/** A pull request into another branch may read that branch's caches: its code is part of what it builds on. */
function baseScopeOf(env, payload) {
    const base = textAt(payload, "pull_request", "base", "ref") ?? (env.GITHUB_BASE_REF || undefined);
    if (base === undefined)
        return undefined;
    const isTrusted = isDefaultBranch("pull_request", `refs/heads/${base}`, payload);
    return isTrusted ? undefined : `branch-${tagSafe(base)}-`;
}
function isDefaultBranch(event, ref, payload) {
    const name = textAt(payload, "repository", "default_branch");
    if (name !== undefined)
        return ref === `refs/heads/${name}`;
    // GitHub runs schedules on the default branch only; some of their payloads do not name it.
    return event === "schedule" || ref === "refs/heads/main" || ref === "refs/heads/master";
}
function branchOf(ref) {
    return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
}
/** `refs/pull/12/merge` → 12. */
function numberFromRef(ref) {
    const match = /^refs\/pull\/(\d+)\//.exec(ref);
    return match?.[1] === undefined ? undefined : Number(match[1]);
}
/** A name as a part of a tag: other characters become `-`, at most 40, unlike names may collide harmlessly. */
function tagSafe(name) {
    return name
        .replace(/[^A-Za-z0-9_.]+/g, "-")
        .replace(/^[-.]+/, "")
        .slice(0, 40);
}
function at(value, ...path) {
    let current = value;
    for (const key of path) {
        if (typeof current !== "object" || current === null)
            return undefined;
        current = current[key];
    }
    return current;
}
function textAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === "string" && found !== "" ? found : undefined;
}
function numberAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === "number" ? found : undefined;
}


/***/ })

};
