#!/usr/bin/env python3
from aws_cdk import App

from shop.shop_stack import ShopStack

app = App()
ShopStack(app, "Shop")

app.synth()
